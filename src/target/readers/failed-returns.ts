import { absolute, searchPath } from '../entrypoint/paths.ts';
import { parseShebang } from '../entrypoint/shebang.ts';
import type { FailureLine } from '../failure-lines.ts';
import type { ReadContext } from '../reader.ts';

export interface ReturnTrouble {
  /** The script that has them. */
  readonly path: string;
  readonly problem: '' | 'crlf-shebang';
  readonly text: string;
}

const SCRIPT_BYTES = 64 * 1024;
/** Of a script's beginning, where its first line is. */
const HEAD_BYTES = 256;
const MOST_ENTRIES = 50_000;
/** Other programs say as much of their own files, whose line ends do no harm. */
const NO_SHELL = /\.(?:[cm]?[jt]s|py|rb|pl|php|lua|csv|tsv|txt|json|ya?ml|toml|xml|html?|sql|log|md)$/i;
/** Where scripts of an application lie, besides PATH and the working directory. */
const ROOTS = ['/app', '/usr/src/app', '/srv', '/opt', '/etc/cron.d', '/etc/init.d', '/docker-entrypoint.d'];

/** Whether the script that a shell stumbled in has Windows line ends; or which one has a first line that ends in such. */
export async function returnTroubleOf(context: ReadContext, failure: FailureLine): Promise<ReturnTrouble> {
  const found = failure.kind === 'return' ? await inScript(context, failure) : await firstLineOf(context, failure.file);
  return found ?? { path: failure.file, problem: '', text: '' };
}

async function inScript({ container, image, files }: ReadContext, failure: FailureLine): Promise<ReturnTrouble | null> {
  const { env, workingDir } = container ?? image;
  const here = absolute(failure.file, workingDir);
  const inPath = searchPath(env, workingDir).map((directory) => absolute(failure.file, directory));
  for (const path of failure.file.includes('/') ? [here] : [here, ...inPath]) {
    if (NO_SHELL.test(path)) continue;
    const read = await files.read(path, SCRIPT_BYTES);
    if (!read.ok || read.value.stat.kind !== 'file') continue;
    const lines = read.value.bytes.toString('latin1').split('\n');
    const ends = lines.filter((line) => line.endsWith('\r')).length;
    if (ends === 0) return null;
    const text = `${read.value.path} has Windows line ends (${ends} lines end in a carriage return), which its shell takes as part of the words`;
    return { path: read.value.path, problem: 'crlf-shebang', text };
  }
  return null;
}

/** `env` names the program that it looked for, not the script: the one whose first line asks for it so. */
async function firstLineOf(context: ReadContext, program: string): Promise<ReturnTrouble | null> {
  const { env, workingDir } = context.container ?? context.image;
  const roots = [...searchPath(env, workingDir), workingDir === '/' ? '' : workingDir, ...ROOTS].filter(
    (root) => root.startsWith('/') && root !== '/',
  );
  const distinct = roots.filter(
    (one, i) => !roots.some((other, j) => (j < i && one === other) || (one !== other && one.startsWith(`${other}/`))),
  );
  for (const root of distinct) {
    let found = '';
    await context.files.walkImage(root, { headBytes: HEAD_BYTES, maxEntries: MOST_ENTRIES }, (entry) => {
      if (found !== '' || entry.kind !== 'file') return;
      const shebang = parseShebang(entry.head);
      const asks = shebang?.env?.program.replace(/\r$/, '') === program;
      if (shebang?.crlf && asks) found = entry.path;
    });
    if (found === '') continue;
    const text = `the first line of ${found} ends in a carriage return, so env looks for ${program}\\r`;
    return { path: found, problem: 'crlf-shebang', text };
  }
  return null;
}
