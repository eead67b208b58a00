import { absolute } from '../entrypoint/paths.ts';
import { commandLineOf } from '../entrypoint.ts';
import type { FailureLine } from '../failure-lines.ts';
import type { ReadContext } from '../reader.ts';

export interface ReadTrouble {
  readonly path: string;
  readonly problem: '' | 'wrong-workdir';
  readonly text: string;
}

/** Of the command line, so many words are looked at: an interpreter, its options, the program. */
const MOST_WORDS = 6;

/**
 * Whether a file that was named by a relative path, and not found, lies beside the program, one directory above it or in
 * the image's own working directory, and not in the one that is set. Of a container that is over only one that ended
 * badly: who ended well did without.
 */
export async function readTroubleOf(context: ReadContext, failure: FailureLine): Promise<ReadTrouble> {
  const nothing: ReadTrouble = { path: failure.file, problem: '', text: '' };
  const { files, container, image } = context;
  if (container !== null && container.state === 'exited' && container.exitCode === 0) return nothing;
  const workingDir = (container ?? image).workingDir || '/';
  const here = absolute(failure.file, workingDir);
  // What cannot be looked at is not known to be missing.
  const missing = await files.stat(here);
  if (missing.ok || missing.kind !== 'missing') return nothing;
  const programs = commandLineOf(container ?? image)
    .filter((word) => word.startsWith('/'))
    .slice(0, MOST_WORDS);
  const beside = programs.map((one) => absolute('..', one));
  const meant = [image.workingDir || '/', ...beside.flatMap((one) => [one, absolute('..', one)])];
  for (const directory of new Set(meant)) {
    const path = absolute(failure.file, directory);
    if (path === here || directory === '/') continue;
    const found = await files.stat(path);
    if (!found.ok || found.value.kind !== 'file') continue;
    const text = `${failure.file} is relative, and not in the working directory ${workingDir}; it is at ${path}`;
    return { path, problem: 'wrong-workdir', text };
  }
  return nothing;
}
