import { posix } from 'node:path';

const MOST_LENGTH = 64 * 1024;
const MOST_FOUND = 12;
const ENDING = 'json|ya?ml|toml|ini|conf|cfg|cnf|properties|env|config';
/** A path in quotes, or behind a blank or `=` as shells write it, that ends as configuration does. */
const NAMED = new RegExp(
  `(?:["'\`=]|\\s)((?:\\.{0,2}/)?[\\w@+-][\\w./@+-]{0,200}\\.(?:${ENDING})|/?\\.env)(?=["'\`\\s;)|&,]|$)`,
  'g',
);
/** What a shell takes its variables from, whatever its ending: `. /etc/default/labels`, `source ./settings`. */
const SOURCED = /^[ \t]{0,40}(?:\.|source)[ \t]{1,20}["']?((?:\.{0,2}\/)?[\w@+-][\w./@+-]{0,200})["']?/;

/**
 * The configuration that a script's own text says it reads, as absolute paths: what it names in quotes or as a word of a
 * command, and what a shell takes its variables from. Comments are not looked at. Pure.
 */
export function filesOfScript(text: string, workingDir: string): string[] {
  const found = new Set<string>();
  for (const line of text.slice(0, MOST_LENGTH).split('\n')) {
    if (line.length > 2_000 || /^\s{0,80}(?:#|\/\/|\*|--\s)/.test(line)) continue;
    const sourced = SOURCED.exec(line)?.[1];
    const named = [...line.matchAll(NAMED)].map((match) => match[1] ?? '');
    for (const path of sourced === undefined ? named : [sourced, ...named]) {
      found.add(posix.resolve(workingDir || '/', path));
      if (found.size >= MOST_FOUND) return [...found];
    }
  }
  return [...found];
}
