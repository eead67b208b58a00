import type {
  Answer,
  ContainerDetails,
  Engine,
  FileRead,
  ImageDetails,
  PathStat,
  Unavailable,
} from '../engine/engine.ts';
import type { TargetFiles } from './reader.ts';
import { shellWord } from './shell-word.ts';

/** What one read takes at most, in milliseconds: an archive read holds the container's lock until it ends. */
const READ_LIMIT_MS = 8_000;
/** A container's files may change under us; for so long, in milliseconds, the same read is answered from memory. */
const FRESH_MS = 5_000;
const DEFAULT_MAX_BYTES = 64 * 1024;
const MOST_CACHED = 512;
/** Whole libraries are read now and then: beyond so many bytes all is forgotten. */
const MOST_CACHED_BYTES = 128 * 1024 * 1024;

export interface TargetFilesOptions {
  /** Whether a container of ours may be created (never started) to read an image's files; default true. */
  readonly mayCreate?: () => boolean;
  readonly now?: () => number;
}

/** Reads of one container, remembered for a while, each made once however many ask. */
class ReadCache {
  readonly #reads = new Map<string, { at: number; maxBytes: number; answer: Promise<Answer<FileRead>> }>();
  readonly #stats = new Map<string, { at: number; answer: Promise<Answer<PathStat>> }>();
  readonly #freshMs: number;
  readonly #now: () => number;
  #bytes = 0;

  constructor(freshMs: number, now: () => number) {
    this.#freshMs = freshMs;
    this.#now = now;
  }

  async read(path: string, maxBytes: number, make: () => Promise<Answer<FileRead>>): Promise<Answer<FileRead>> {
    const known = this.#reads.get(path);
    if (known && this.#now() - known.at < this.#freshMs) {
      const answer = await known.answer;
      const suffices = !answer.ok || !answer.value.truncated || known.maxBytes >= maxBytes;
      if (suffices && !isPassing(answer)) return cut(answer, maxBytes);
    }
    if (this.#reads.size >= MOST_CACHED || this.#bytes > MOST_CACHED_BYTES) {
      this.#reads.clear();
      this.#bytes = 0;
    }
    const answer = make();
    this.#reads.set(path, { at: this.#now(), maxBytes, answer });
    const made = await answer;
    if (made.ok) this.#bytes += made.value.bytes.length;
    return made;
  }

  async stat(path: string, make: () => Promise<Answer<PathStat>>): Promise<Answer<PathStat>> {
    const known = this.#stats.get(path);
    if (known && this.#now() - known.at < this.#freshMs) {
      const answer = await known.answer;
      if (!isPassing(answer)) return answer;
    }
    if (this.#stats.size >= MOST_CACHED) this.#stats.clear();
    const answer = make();
    this.#stats.set(path, { at: this.#now(), answer });
    return answer;
  }
}

/** A refusal that may be over at the next try. */
function isPassing(answer: Answer<unknown>): boolean {
  return !answer.ok && (answer.kind === 'timeout' || answer.kind === 'failed');
}

function cut(answer: Answer<FileRead>, maxBytes: number): Answer<FileRead> {
  if (!answer.ok || answer.value.bytes.length <= maxBytes) return answer;
  return { ok: true, value: { ...answer.value, bytes: answer.value.bytes.subarray(0, maxBytes), truncated: true } };
}

/** A container whose files can be read as they are: it was started once, so its mount points exist already. */
export function wasStarted(container: ContainerDetails): boolean {
  const started = container.startedAt !== null && !container.startedAt.startsWith('0001-');
  return started && container.state !== 'dead' && container.state !== 'removing';
}

/**
 * The target's files. A container that ran is read itself, in small bounded reads; reading one that never started would
 * make its mount points in it, so for that, and for an image, an unstarted container of ours from the image ID is
 * read, made at first need and removed by `close()`.
 */
export function createTargetFiles(
  engine: Engine,
  container: ContainerDetails | null,
  image: Pick<ImageDetails, 'id' | 'tags'>,
  options: TargetFilesOptions = {},
): TargetFiles {
  const now = options.now ?? Date.now;
  const probe = ownContainer(engine, image.id, options.mayCreate ?? (() => true));
  const fromContainer = container && wasStarted(container) ? container : null;
  const imageName = image.tags[0] ?? image.id;

  const ofImage = reading(engine, () => probe.id(), new ReadCache(Number.POSITIVE_INFINITY, now));
  const ofContainer = fromContainer
    ? reading(engine, async () => ({ ok: true, value: fromContainer.id }), new ReadCache(FRESH_MS, now))
    : ofImage;

  return {
    ...ofContainer,
    image: ofImage,
    async walkImage(path, walk, visit) {
      const id = await probe.id();
      return id.ok ? engine.walkTree(id.value, path, walk, visit) : id;
    },
    byHand: (path) =>
      fromContainer
        ? `docker cp ${fromContainer.name || fromContainer.id.slice(0, 12)}:${shellWord(path)} - | tar -xO`
        : `docker cp "$(docker create ${imageName} x)":${shellWord(path)} - | tar -xO`,
    close: () => probe.close(),
  };
}

function reading(
  engine: Engine,
  containerId: () => Promise<Answer<string>>,
  cache: ReadCache,
): Pick<TargetFiles, 'read' | 'stat'> {
  return {
    read: (path, maxBytes = DEFAULT_MAX_BYTES) =>
      cache.read(path, maxBytes, async () => {
        const id = await containerId();
        if (!id.ok) return id;
        return engine.readFile(id.value, path, { maxBytes, signal: AbortSignal.timeout(READ_LIMIT_MS) });
      }),
    stat: (path) =>
      cache.stat(path, async () => {
        const id = await containerId();
        return id.ok ? engine.stat(id.value, path) : id;
      }),
  };
}

const CLOSED: Unavailable = {
  ok: false,
  kind: 'gone',
  reason: 'the session is being closed',
  toCheckIt: 'open the target again',
};

/** A created, never started container of ours from an image ID: once, at first need. */
function ownContainer(engine: Engine, imageId: string, mayCreate: () => boolean) {
  let made: Promise<Answer<string>> | null = null;
  let closed = false;
  return {
    async id(): Promise<Answer<string>> {
      if (closed) return CLOSED;
      if (made === null && !mayCreate()) {
        return {
          ok: false,
          kind: 'refused',
          reason:
            "the image's files are read from a container of ours that is created and never started; that was not allowed yet",
          toCheckIt: `docker create ${imageId}, then docker cp from it`,
        };
      }
      made ??= engine.createOwn({
        role: 'probe',
        imageId,
        // An image without a command needs one to be created; nothing is ever started.
        argv: ['/walkdown-reads-files-only'],
        env: [],
        user: '65534:65534',
        capabilities: [],
        labels: {},
        tmp: false,
        stdin: false,
      });
      const answer = await made;
      if (!answer.ok) made = null;
      return answer;
    },
    async close(): Promise<void> {
      closed = true;
      const answer = await made?.catch(() => null);
      if (answer?.ok) await engine.removeOwn(answer.value);
    },
  };
}
