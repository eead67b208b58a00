/**
 * Lines of a log in which a small sh (dash, BusyBox's ash) stops at what only bash knows, and the words of a script that
 * it stops at. Words: dash 0.5.11 to 0.5.12, BusyBox 1.29 to 1.36. Pure.
 */

/** What a small sh refuses, with the words of its refusal and what stands in the script then. */
interface BashOnly {
  readonly refusal: RegExp;
  readonly holds: RegExp;
  readonly words: string;
}

const BASH_ONLY: readonly BashOnly[] = [
  {
    refusal: /syntax error: (?:unexpected "\("|"\(" unexpected)/i,
    holds: /(?:^|[\s;])(?:local |declare |readonly |typeset |export )?\w{1,80}\+?=\(/,
    words: 'a bash array',
  },
  {
    refusal: /syntax error: (?:unexpected "\("|"\(" unexpected)/i,
    holds: /[<>]\(/,
    words: 'bash process substitution',
  },
  {
    refusal: /syntax error: (?:unexpected "\("|"\(" unexpected)/i,
    holds: /\bfunction\s+[\w-]{1,80}/,
    words: "bash's word function",
  },
  {
    refusal: /syntax error: (?:redirection unexpected|unexpected redirection)/i,
    holds: /<<<|[<>]\(/,
    words: 'a bash redirection',
  },
  {
    refusal: /bad substitution/i,
    holds: /\$\{!?\w{1,80}(?:\[|\^|,|@|\/|:(?![-+=?]))|\$\{!/,
    words: 'a bash expansion',
  },
  {
    refusal: /\b(?:source|declare|shopt|mapfile|readarray|pushd|popd|let|function|typeset|compgen): not found/,
    holds: /(?:^|[\s;&|({])(?:source|declare|shopt|mapfile|readarray|pushd|popd|let|function|typeset|compgen)\s/,
    words: 'a bash builtin',
  },
  { refusal: /\[\[: not found/, holds: /(?:^|[\s;&|({])\[\[\s/, words: 'bash\'s "[["' },
  { refusal: /illegal option -o pipefail/i, holds: /pipefail/, words: 'set -o pipefail' },
  { refusal: /: bad trap/, holds: /\btrap\s/, words: "a trap of bash's own" },
  { refusal: /bad for loop variable/i, holds: /\bfor\s*\(\(/, words: 'a bash for loop' },
  { refusal: /\[: [^\n]{0,80}unexpected operator/, holds: /\[\s[^\]]{0,200}==/, words: '"==" in "["' },
];

/** A refusal, and the script and line that the shell names. */
export interface ShellRefusal {
  /** As the shell has it; `sh` and the like for what it was given with `-c`. */
  readonly file: string;
  readonly number: number;
  readonly line: string;
  /** How often the same was said. */
  readonly times: number;
  /** It stands at the end of the log. */
  readonly last: boolean;
}

const NAMED = /(?:^|\s)([\w@%+.,/~-]{1,400}): (?:line )?(\d{1,6}): /;
const MOST = 6;
/** So many lines count as the end of a log. */
const LAST_LINES = 8;

/** The refusals that a log tells of, the last first; the same place in the same script once. */
export function shellRefusals(lines: readonly string[]): ShellRefusal[] {
  const found = new Map<string, ShellRefusal>();
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, 1000);
    const named = BASH_ONLY.some(({ refusal }) => refusal.test(line)) ? NAMED.exec(line) : null;
    if (!named) continue;
    const [, file = '', number = ''] = named;
    const key = `${file}\n${number}`;
    const times = (found.get(key)?.times ?? 0) + 1;
    found.delete(key);
    found.set(key, { file, number: Number(number), line, times, last: index >= lines.length - LAST_LINES });
  }
  return [...found.values()].reverse().slice(0, MOST);
}

/** What of bash a script holds where a shell refused it; empty where it holds nothing such there. */
export function bashOnlyAt(script: string, { number, line }: Pick<ShellRefusal, 'number' | 'line'>): string {
  // A shell counts to the end of what it read: a line more or less.
  const around = script
    .split('\n', number + 1)
    .slice(Math.max(number - 2, 0))
    .map((one) => one.slice(0, 2000));
  const told = BASH_ONLY.filter(({ refusal }) => refusal.test(line));
  return told.find(({ holds }) => around.some((one) => holds.test(one)))?.words ?? '';
}
