import type { ReadContext } from './reader.ts';

/** A variable that a start script sets, and the file that does. */
export interface SetByScript {
  readonly value: string;
  readonly path: string;
}

const SCRIPT_BYTES = 64 * 1024;
const MOST_FILES = 8;
const MOST_LINES = 600;
const VALUE = '(["\']?)([\\w:/+.@-]{1,120})\\1(?=\\s|;|&|$)';
/** `. FILE` and `source FILE` with a plain path. */
const SOURCED = /^\s*(?:\.|source)\s+["']?(\/[\w./@+-]{1,300})["']?\s*(?:$|[;|&#])/;

/**
 * Of these variables, what the scripts on the way to the program export, and the files that these source. Only plain
 * values that are set unconditionally: at a line's beginning, or in the words of `env` before a program. The last wins.
 */
export async function setByScripts(context: ReadContext, names: readonly string[]): Promise<Map<string, SetByScript>> {
  const found = new Map<string, SetByScript>();
  for (const { path, text } of await scriptTexts(context)) {
    for (const line of statements(text)) {
      for (const name of names) {
        const value = valueIn(line, name);
        if (value !== null) found.set(name, { value, path });
      }
    }
  }
  return found;
}

interface ScriptText {
  readonly path: string;
  readonly text: string;
}

/** The scripts that the entrypoint step found on the way, each before the files that it sources. */
async function scriptTexts({ container, files, earlier }: ReadContext): Promise<ScriptText[]> {
  const inline = inlineScript(container);
  const texts: ScriptText[] = inline === '' ? [] : [{ path: 'its command line', text: inline }];
  const chain = earlier.entrypoint?.[0]?.facts.chain;
  const paths = Array.isArray(chain) ? chain.filter((one): one is string => typeof one === 'string') : [];
  const seen = new Set<string>();
  for (let path = paths.shift(); path !== undefined && texts.length < MOST_FILES; path = paths.shift()) {
    if (!path.startsWith('/') || seen.has(path)) continue;
    seen.add(path);
    const text = await textOf(files, path);
    if (text === '') continue;
    texts.push({ path, text });
    paths.push(...sourcedBy(text));
  }
  return texts;
}

/** Empty for what is no text. */
async function textOf(files: ReadContext['files'], path: string): Promise<string> {
  const read = await files.read(path, SCRIPT_BYTES);
  const text = read.ok && read.value.stat.kind === 'file' ? read.value.bytes.toString('utf8') : '';
  return text.includes('\0') ? '' : text;
}

/** The files that a script sources by their whole paths. */
export function sourcedBy(text: string): string[] {
  return text.split('\n', MOST_LINES).flatMap((line) => SOURCED.exec(line.slice(0, 1000))?.[1] ?? []);
}

/** What stands behind `&&` or `||` is conditional, and left with what it depends on. */
function statements(text: string): string[] {
  return text
    .split('\n', MOST_LINES)
    .flatMap((line) => (/^(?:if|while|until|for|case)\s/.test(line) ? [] : line.slice(0, 1000).split(/;\s?/)))
    .filter((line) => !line.trimStart().startsWith('#') && !/\|\|/.test(line));
}

function valueIn(line: string, name: string): string | null {
  const exported = new RegExp(`^export (?:[^#\\n]{0,300} )?${name}=${VALUE}`).exec(line);
  const given = new RegExp(`^(?:exec )?(?:/usr/bin/)?env (?:[^#\\n]{0,300} )?${name}=${VALUE}`).exec(line);
  return (exported ?? given)?.[2] ?? null;
}

/** What a shell is given with `-c`; empty when none starts the target so. */
function inlineScript(container: ReadContext['container']): string {
  const [shell = '', option = '', script = ''] = [...(container?.entrypoint ?? []), ...(container?.command ?? [])];
  return /(?:^|\/)(?:sh|ash|dash|bash)$/.test(shell) && /^-[a-z]*c$/.test(option) ? script : '';
}
