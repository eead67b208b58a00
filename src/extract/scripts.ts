import type { Facts } from '../session/evidence.ts';
import { bashOnlyAt } from '../target/shell-refusals.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

/** How BusyBox applets refuse an option; the next line is their version banner. */
const REFUSAL =
  /\b([a-z][a-z0-9]{0,15}): (?:unrecognized(?: option)?|invalid option|unknown predicate|invalid date|bad -o argument)\b/;
/** Of a build of BusyBox that lacks the applet; nobody else says so. */
const NO_APPLET = /^(?:[^\n]{0,200}: )?([\w.[-]{1,40}): applet not found$/;
const BANNER = /^BusyBox v\d/;

/** What GNU tools and bash understand and BusyBox's do not. Checked against BusyBox 1.29 to 1.36. */
const GNU_ONLY: readonly { tool: string; pattern: RegExp; words: string }[] = [
  { tool: 'grep', pattern: /\bgrep\s+(?:-\w*P\w*|--perl-regexp)\b/, words: 'grep -P' },
  {
    tool: 'date',
    pattern:
      /\bdate\b[^|;\n]{0,80}(?:-d|--date)[ =]?["']?(?:[+-]?\d+ (?:day|hour|minute|week|month)|yesterday|tomorrow|next |last )/,
    words: 'date -d with relative words',
  },
  { tool: 'date', pattern: /\bdate\b[^|;\n]{0,80}%[369]?N\b/, words: 'date +%N' },
  { tool: 'find', pattern: /\bfind\b[^|;\n]{0,200}\s-printf\b/, words: 'find -printf' },
  { tool: 'readlink', pattern: /\breadlink\s+(?:-e|--canonicalize-existing)\b/, words: 'readlink -e' },
  {
    tool: 'sed',
    pattern: /\bsed\b[^|;\n]{0,80}\s--(?:null-data|debug|follow-symlinks)\b/,
    words: 'GNU long options of sed',
  },
  { tool: 'ps', pattern: /\bps\s+(?:-?aux|-ef)\b[^|\n]{0,20}--sort/, words: 'ps --sort' },
  {
    tool: 'cp',
    pattern: /\bcp\b[^|;\n]{0,80}\s--(?:parents|reflink|backup|sparse)\b/,
    words: 'GNU long options of cp',
  },
  { tool: 'sort', pattern: /\bsort\b[^|;\n]{0,40}\s(?:-R|--random-sort)\b/, words: 'sort -R' },
  { tool: 'stat', pattern: /\bstat\b[^|;\n]{0,40}\s--(?:format|printf)=/, words: 'stat --format' },
];

/** What bash understands and BusyBox's sh refuses when it gets there, with the words of its refusal. */
const BASH_ONLY: readonly { pattern: RegExp; refusal: RegExp; words: string }[] = [
  {
    pattern: /^\s*(?:local |declare |readonly )?\w+\+?=\(/,
    refusal: /syntax error: unexpected "\("/,
    words: 'a bash array',
  },
  {
    pattern: /[<>]\(/,
    refusal: /syntax error: unexpected (?:"\("|redirection)/,
    words: 'bash process substitution',
  },
  { pattern: /\$\{!?\w+(?:\[|\^|,|@)/, refusal: /bad substitution/, words: 'a bash expansion' },
  {
    pattern: /^\s*(?:declare|shopt|mapfile|readarray|pushd|popd)\b/,
    refusal: /\b(?:declare|shopt|mapfile|readarray|pushd|popd): not found/,
    words: 'a bash builtin',
  },
];

/** Facts of the reader `scripts`. */
export const scripts: Extractor = {
  id: 'scripts',
  about: 'GNU-only options in the starting script of a BusyBox image, and refusals in the log.',
  facts: {
    script: { type: 'string', about: 'the script that starts it; empty when none does' },
    busybox: { type: 'list<string>', about: 'tools that are BusyBox' },
    suspicious: { type: 'list<string>', about: 'what the script uses that these tools lack' },
    refusedSeen: { type: 'bool', about: 'the log shows a BusyBox tool refusing an option' },
    tool: { type: 'string', about: 'that tool' },
    errorLine: { type: 'string', about: 'that line' },
    bashOnly: {
      type: 'string',
      about: 'the script and line that its sh stopped at, by the log, and what of bash stands there; empty for none',
    },
    bashOnlyLine: { type: 'string', about: 'what the log says of it' },
    bashOnlyLasts: {
      type: 'bool',
      about: 'it is of now: of a running target said twice or more, of an ended one among its last lines',
    },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const busybox = texts(data.busybox);
    const code = text(data.text)
      .split('\n')
      .map((line) => line.slice(0, 2000))
      .filter((line) => !line.trimStart().startsWith('#'));
    const suspicious = GNU_ONLY.filter(
      ({ tool, pattern }) => busybox.includes(tool) && code.some((line) => pattern.test(line)),
    );
    const shell = busybox.includes('sh') && !/^#!.*\b(?:bash|zsh|ksh)\b/.test(text(data.text).slice(0, 200));
    const foreign = shell ? BASH_ONLY.filter(({ pattern }) => code.some((line) => pattern.test(line))) : [];
    const refused = refusal(texts(data.log), busybox) ?? shellRefusal(texts(data.log), foreign);
    return {
      script: text(data.text) === '' ? '' : text(data.path),
      busybox,
      suspicious: [...new Set([...suspicious, ...foreign].map((one) => one.words))],
      refusedSeen: refused !== null,
      tool: refused?.tool ?? '',
      errorLine: refused?.line ?? '',
      ...bashOnlyFacts(rows(data.refused), text(data.state)),
    };
  },
};

/** A refusal counts when BusyBox says who it is right after, or when the tool that refuses is BusyBox here. */
function refusal(log: readonly string[], busybox: readonly string[]): { tool: string; line: string } | null {
  for (const [index, line] of log.entries()) {
    const lacking = NO_APPLET.exec(line.trimEnd())?.[1];
    if (lacking) return { tool: lacking, line };
    const tool = REFUSAL.exec(line)?.[1];
    if (!tool) continue;
    const banner = log.slice(index + 1, index + 3).some((next) => BANNER.test(next));
    if (banner || busybox.includes(tool)) return { tool, line };
  }
  return null;
}

/** sh stops at what only bash knows: its own words count where the script holds just that. */
function shellRefusal(
  log: readonly string[],
  foreign: readonly { refusal: RegExp }[],
): { tool: string; line: string } | null {
  const line = log.find((one) => foreign.some(({ refusal }) => refusal.test(one)));
  return line === undefined ? null : { tool: 'sh', line };
}

/** A shell stopped at a script's line, and what only bash knows stands there. The most lasting one counts. */
function bashOnlyFacts(refused: readonly Row[], state: string): Facts {
  const runs = state === 'running' || state === 'paused';
  const lasts = (one: Row): boolean => (runs ? (number(one.times) ?? 1) >= 2 : one.last === true);
  const proven = refused.flatMap((one) => {
    const line = number(one.number) ?? 0;
    const words = bashOnlyAt(text(one.script), { number: line, line: text(one.line) });
    return words === '' ? [] : [{ one, say: `${text(one.path)} line ${line} has ${words}` }];
  });
  const told = proven.find(({ one }) => lasts(one)) ?? proven[0];
  if (!told) return { bashOnly: '', bashOnlyLine: '', bashOnlyLasts: false };
  return { bashOnly: told.say, bashOnlyLine: text(told.one.line).slice(0, 300), bashOnlyLasts: lasts(told.one) };
}
