import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';

/** A file of a build context: bytes with a mode, or a symlink. */
export interface ContextFile {
  /** Inside the context, relative, no leading slash. */
  path: string;
  content?: string | Buffer;
  /** Permission bits; 0644 when left out. */
  mode?: number;
  /** The target, for a symlink. */
  link?: string;
}

/** Carried by the stages before the last of a lab's Dockerfile, which stay behind as images without a name. */
const STAGE_LABEL = 'io.walkdown.lab.stage';

/** Reads an engine's progress stream to its end; rejects with the error that it carries. */
export async function followProgress(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, lines: { error?: string }[] | null) => {
      const failed = lines?.find((line) => line.error)?.error;
      if (error || failed) reject(error ?? new Error(failed));
      else resolve();
    });
  });
}

/** The id that a reference stands for, or undefined where the engine has no such image. */
export async function imageId(docker: Docker, ref: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(ref).inspect()).Id;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
    throw error;
  }
}

/** Removes an image, whatever carries it; one that is gone or in use is left alone. */
export async function removeImage(docker: Docker, ref: string): Promise<void> {
  await docker
    .getImage(ref)
    .remove({ force: true })
    .catch(() => undefined);
}

/** Removes what the stages of builds left behind; where another build is about it (409), it takes these along. */
async function pruneStages(docker: Docker): Promise<void> {
  const filters = { dangling: ['true'], label: [STAGE_LABEL] };
  await docker.pruneImages({ filters }).catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 409) throw error;
  });
}

/**
 * Builds an image with the engine's classic builder, which needs no registry and no BuildKit.
 * An image that had the tag before is removed. Rejects with the builder's own error.
 */
export async function dockerBuild(
  docker: Docker,
  tag: string,
  files: readonly ContextFile[],
  labels: Record<string, string> = {},
): Promise<string> {
  const context = pack();
  for (const file of files) {
    if (file.link !== undefined) context.entry({ name: file.path, type: 'symlink', linkname: file.link });
    else context.entry({ name: file.path, mode: file.mode ?? 0o644 }, file.content ?? '');
  }
  context.finalize();
  const before = await imageId(docker, tag);
  const stream = await docker.buildImage(context.pipe(new PassThrough()), { t: tag, labels, rm: true, forcerm: true });
  await followProgress(docker, stream);
  await pruneStages(docker);
  const after = await imageId(docker, tag);
  if (!after) throw new Error(`the builder left no image ${tag}`);
  if (before && before !== after) await removeImage(docker, before);
  return after;
}
