import { absolute, searchPath } from '../entrypoint/paths.ts';
import { parseShebang } from '../entrypoint/shebang.ts';
import type { FailureLine } from '../failure-lines.ts';
import type { ReadContext } from '../reader.ts';
import { sourcedBy } from '../script-environment.ts';

export interface ReturnTrouble {
  /** The script that has them. */
  readonly path: string;
  readonly problem: '' | 'crlf-shebang';
  readonly text: string;
}

const SCRIPT_BYTES = 64 * 1024;
/** Of a script's beginning, where its first line is. */
const HEAD_BYTES = 256;
const MOST_SOURCED = 6;
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

async function inScript(context: ReadContext, failure: FailureLine): Promise<ReturnTrouble | null> {
  const { env, workingDir } = context.container ?? context.image;
  const here = absolute(failure.file, workingDir);
  const inPath = searchPath(env, workingDir).map((directory) => absolute(failure.file, directory));
  for (const path of failure.file.includes('/') ? [here] : [here, ...inPath]) {
    const script = NO_SHELL.test(path) ? null : await textOf(context, path);
    if (script === null) continue;
    // BusyBox names the script that sources, and not the file that it stumbles in.
    const sourced = await Promise.all(
      sourcedBy(script.text)
        .slice(0, MOST_SOURCED)
        .map((one) => textOf(context, one)),
    );
    const told = [script, ...sourced].find((one) => one !== null && one.returns > 0);
    if (!told) return null;
    const text = `${told.path} has Windows line ends (${told.returns} lines end in a carriage return), which its shell takes as part of the words`;
    return { path: told.path, problem: 'crlf-shebang', text };
  }
  return null;
}

interface ScriptText {
  readonly path: string;
  readonly text: string;
  /** So many lines end in a carriage return. */
  readonly returns: number;
}

async function textOf({ files }: ReadContext, path: string): Promise<ScriptText | null> {
  const read = await files.read(path, SCRIPT_BYTES);
  if (!read.ok || read.value.stat.kind !== 'file') return null;
  const text = read.value.bytes.toString('latin1');
  return { path: read.value.path, text, returns: text.split('\n').filter((line) => line.endsWith('\r')).length };
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
