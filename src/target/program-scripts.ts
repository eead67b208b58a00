import { posix } from 'node:path';
import type { ScriptText } from './endpoints/from-script.ts';
import { absolute } from './entrypoint/paths.ts';
import type { TargetFiles } from './reader.ts';

const MOST_BYTES = 64 * 1024;
const MOST_STARTED = 4;
const MOST_CALLED = 6;
/** Programs of the distribution: their texts are nobody's service. */
const SYSTEM = /^\/(?:usr\/)?(?:s?bin|lib\w{0,4}|share)\//;
const NAMED =
  /(?:^|[\s"'=;&|(])((?:\/|\.\/)?[\w@+-][\w./@+-]{0,200}\.(?:py|js|mjs|cjs|ts|sh|rb|pl|php|lua))(?=["'\s;)&|]|$)/g;
/** `import settings`, `from .client import call`, `require('./client')`, `import x from './client.js'`. */
const PYTHON = /^\s{0,20}(?:from\s{1,3}\.?([A-Za-z_]\w{0,60})\s{1,3}import|import\s{1,3}([\w, ]{1,200}))/gm;
const JAVASCRIPT = /(?:require\(|from\s{1,3}|import\s{0,3}\(?)\s{0,3}["'](\.{1,2}\/[\w./@-]{1,200})["']/g;

/**
 * The texts of the scripts that the service consists of: those that its command line names, those that these name, and
 * the modules beside them that they load. Small ones, few.
 */
export async function programScripts(
  files: Pick<TargetFiles, 'read'>,
  { workingDir, commandLine }: { readonly workingDir: string; readonly commandLine: readonly string[] },
): Promise<ScriptText[]> {
  const base = workingDir || '/';
  const words = commandLine.slice(0, 8).flatMap((word) => word.slice(0, 4_096).split(/[\s;&|"'()]+/, 100));
  const started = words
    .filter((word) => /^[\w./@+-]{2,300}$/.test(word) && (word.includes('/') || /\.\w{1,4}$/.test(word)))
    .map((word) => (word.startsWith('/') ? posix.normalize(word) : absolute(word, base)))
    .filter((path) => !SYSTEM.test(path) || /\.\w{1,4}$/.test(path));
  const own = await textsOf(files, [...new Set(started)].slice(0, MOST_STARTED));
  const known = new Set(own.map(({ path }) => path));
  const called = [...new Set(own.flatMap((script) => namedBy(script, base)))].filter((path) => !known.has(path));
  return [...own, ...(await textsOf(files, called.slice(0, MOST_CALLED)))];
}

function namedBy({ path, text }: ScriptText, workingDir: string): string[] {
  const beside = posix.dirname(path);
  if (path.endsWith('.py'))
    return [...text.matchAll(PYTHON)]
      .flatMap((found) => (found[1] ?? found[2] ?? '').split(','))
      .map((name) => posix.join(beside, `${name.trim().split(' ')[0]}.py`));
  if (/\.[cm]?[jt]s$/.test(path))
    return [...text.matchAll(JAVASCRIPT)].map(([, name = '']) =>
      posix.join(beside, /\.\w{1,4}$/.test(name) ? name : `${name}.js`),
    );
  return [...text.matchAll(NAMED)].map(([, name = '']) => posix.resolve(workingDir, name));
}

/** Those that are there and are text. */
async function textsOf(files: Pick<TargetFiles, 'read'>, paths: readonly string[]): Promise<ScriptText[]> {
  const reads = await Promise.all(paths.map((path) => files.read(path, MOST_BYTES)));
  return reads.flatMap((read, index) => {
    if (!read.ok || read.value.truncated || read.value.bytes.includes(0)) return [];
    return [{ path: paths[index] ?? '', text: read.value.bytes.toString('utf8') }];
  });
}
