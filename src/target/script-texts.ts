import { posix } from 'node:path';
import { absolute } from './entrypoint/paths.ts';
import type { TargetFiles } from './reader.ts';

const MOST_SCRIPTS = 3;
const MOST_BYTES = 64 * 1024;

/** A script that a container's command runs. */
export interface ScriptText {
  readonly path: string;
  readonly text: string;
}

/** The scripts of a command line, as text: `python3 /srv/app.py`, `/usr/local/bin/run.sh`. Few, and small. */
export async function readScripts(
  files: Pick<TargetFiles, 'read'>,
  { workingDir, commandLine }: { readonly workingDir: string; readonly commandLine: readonly string[] },
): Promise<ScriptText[]> {
  const paths = commandLine
    .slice(0, 6)
    .filter((word) => /^[\w./+-]{1,200}$/.test(word) && (word.includes('/') || /\.\w{1,4}$/.test(word)))
    .map((word) => (word.startsWith('/') ? posix.normalize(word) : absolute(word, workingDir || '/')))
    .slice(0, MOST_SCRIPTS);
  const reads = await Promise.all(paths.map((path) => files.read(path, MOST_BYTES)));
  return reads.flatMap((read, index) => {
    if (!read.ok || read.value.bytes.includes(0)) return [];
    return [{ path: paths[index] ?? '', text: read.value.bytes.toString('utf8') }];
  });
}
