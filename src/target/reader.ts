import type {
  Answer,
  ContainerDetails,
  Engine,
  FileRead,
  ImageDetails,
  PathStat,
  TreeEntry,
} from '../engine/engine.ts';
import type { Facts, Observation } from '../session/evidence.ts';
import type { TargetFacts } from './target.ts';

/**
 * The target's files, wherever they can be read without changing it: from the running or stopped container, and for
 * an image or a container that never started from a created container of ours. Reads are small, bounded and cached.
 */
export interface TargetFiles {
  read(path: string, maxBytes?: number): Promise<Answer<FileRead>>;
  stat(path: string): Promise<Answer<PathStat>>;
  /** The image's own files (a created container of ours from the image ID); never the running target. */
  walkImage(
    path: string,
    options: { headBytes: number; maxEntries: number },
    visit: (entry: TreeEntry) => void,
  ): Promise<Answer<{ entries: number; truncated: boolean }>>;
  /** Where reads come from, for `byHand`: "docker cp NAME:PATH -", … */
  byHand(path: string): string;
  /** The image's own files, also those that a mount hides in the container. */
  readonly image?: Pick<TargetFiles, 'read' | 'stat'>;
  close(): Promise<void>;
}

/** What a reader works with. */
export interface ReadContext {
  readonly engine: Engine;
  /** Null for an image. */
  readonly container: ContainerDetails | null;
  readonly image: ImageDetails;
  readonly files: TargetFiles;
  /** Null while the target is still being identified. */
  readonly target: TargetFacts | null;
  readonly options: {
    readonly endpoints: readonly string[];
    readonly binary: string | null;
    readonly expectImage: string | null;
    readonly referenceCaPem: string | null;
  };
  /** What stands before the slash of a TARGET on that node; null when no way to it is known. */
  readonly reach?: (node: { readonly hostName: string; readonly address: string }) => string | null;
  /** The resolver configuration of the engine's host; null, or left out, where it cannot be read from here. */
  readonly hostResolver?: () => { readonly path: string; readonly text: string } | null;
  readonly subject: string;
  readonly earlier: Readonly<Record<string, readonly { subject: string; facts: Facts }[]>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Reads one thing by the engine alone. Its evidence carries `data` (values) and `stdout` (the text a person would read). */
export interface Reader {
  readonly source: string;
  /** `path`: the file a playbook names, for readers of files. */
  read(context: ReadContext, path?: string): Promise<Observation>;
}
