import { goesOn, isCalm } from './calm-lines.ts';

/**
 * Lines of a log in which a shell, a loader or a runtime says that it could not start or load a file, with the file.
 * Words: busybox ash, dash, bash 5.1 to 5.2, coreutils env, glibc's and musl's loaders, CPython, Node, the JVM.
 */

/**
 * What a line says: `start`: a program could not be started; `permission`: nor for want of permission; `load`: not
 * linked; `noexec`: a library's code could not be mapped, as where it lies on a mount that forbids execution; `return`: a
 * shell stumbled over a carriage return in this script; `return-name`: `env` looked for a name that ends in one; `read`: a
 * file named by a relative path was not there to be read.
 */
export type FailureKind = 'start' | 'permission' | 'load' | 'noexec' | 'name' | 'return' | 'return-name' | 'read';

export interface FailureLine {
  readonly kind: FailureKind;
  /** The file, or for `name` a program's bare name; empty where the line names only what it lacks. */
  readonly file: string;
  /** The library, the symbol or the symbol version that is lacking; empty for none. */
  readonly lacks: string;
  readonly line: string;
  /** Somebody wanted to run the file; false where it may as well have been opened, by a runtime's traceback. */
  readonly run: boolean;
  /** How often the same was said. */
  readonly times: number;
  /** It stands at the end of the log. */
  readonly last: boolean;
}

const MOST_LINE = 2_000;
const MOST_FAILURES = 12;
/** So many lines count as the end of a log. */
const LAST_LINES = 8;

/** Python says the same of a file that it opens and of one that it starts; the traceback above tells which. */
const OPENS = /Permission(?:Error| denied)[^\n]{0,60}: ['"]\//;
const RUNS = /subprocess|_execute_child|Popen|posix_spawn|os\.exec|os\.spawn/;
const LINES_ABOVE = 14;

const FILE = '([\\w@%+.,/~-]{1,400})';
/** A path with a directory or an ending, from the working directory; "./" before it is left out. */
const RELATIVE = '(?:\\./)?((?:[\\w@%+~-][\\w@%+.~-]{0,80}/){1,8}[\\w@%+.~-]{1,80}|[\\w@%+~-]{1,80}\\.[A-Za-z]{2,10})';
const SHELL = '(?:^|[\\s:\'"‘`\\]])';

interface Words {
  readonly kind: FailureKind;
  readonly pattern: RegExp;
  /** Which group holds the file, and which what it lacks; 0 for none. */
  readonly file: number;
  readonly lacks: number;
}

/** A carriage return as it is, as bash and coreutils write it, or as `cat -A` shows it. */
const RETURN = '(?:\\r|\\\\r|\\^M)';

/** Of lines with their carriage returns. */
const RETURNS: readonly Words[] = [
  {
    kind: 'return-name',
    pattern: new RegExp(
      `\\benv: (?:can't execute )?['‘]?([\\w+.-]{1,80})(?:['’]?\\$?['‘]?)?${RETURN}['’]?: No such file`,
    ),
    file: 1,
    lacks: 0,
  },
  {
    kind: 'return',
    pattern: new RegExp(`(?:^|[\\s:])${FILE}: (?:set: )?(?:line )?\\d{1,6}: [^\\n]{0,200}?${RETURN}`),
    file: 1,
    lacks: 0,
  },
];

/** In this order: the more telling first, one line counts once. */
const WORDS: readonly Words[] = [
  {
    kind: 'load',
    pattern: /version [`'‘]([\w.]{1,60})['’] not found \(required by ([^)\s]{1,400})\)/,
    file: 2,
    lacks: 1,
  },
  { kind: 'load', pattern: /symbol lookup error: ([^:\s]{1,400}): undefined symbol: (\w{1,200})/, file: 1, lacks: 2 },
  { kind: 'load', pattern: /(\/[^:\s]{1,400}): undefined symbol: (\w{1,200})/, file: 1, lacks: 2 },
  { kind: 'noexec', pattern: /(\/[^:\s]{1,400}): failed to map segment from shared object/, file: 1, lacks: 0 },
  { kind: 'load', pattern: /Error relocating ([^:\s]{1,400}): (\w{1,200}): symbol not found/, file: 1, lacks: 2 },
  {
    kind: 'load',
    pattern: /Error loading shared library ([^:\s]{1,200}): [^(\n]{1,200}\(needed by ([^)\s]{1,400})\)/,
    file: 2,
    lacks: 1,
  },
  {
    kind: 'load',
    pattern: /([^:\s(]{1,400}): error while loading shared libraries: ([^:\s]{1,200}): cannot open shared object/,
    file: 1,
    lacks: 2,
  },
  {
    kind: 'load',
    pattern: /(\/[^:\s(]{1,400}): ([\w.+-]{1,120}\.so[\w.]{0,20}): cannot open shared object file/,
    file: 1,
    lacks: 2,
  },
  { kind: 'load', pattern: /([\w.+-]{1,120}\.so[\w.]{0,20}): cannot open shared object file/, file: 0, lacks: 1 },
  { kind: 'start', pattern: new RegExp(`${SHELL}${FILE}: cannot execute`), file: 1, lacks: 0 },
  { kind: 'start', pattern: new RegExp(`${SHELL}${FILE}: [^:\\n]{1,200}: bad interpreter`), file: 1, lacks: 0 },
  { kind: 'start', pattern: new RegExp(`${SHELL}${FILE}: Exec format error`, 'i'), file: 1, lacks: 0 },
  {
    kind: 'start',
    pattern: new RegExp(`exec(?:ve)? ["']?${FILE}["']?: (?:exec format|no such file)`, 'i'),
    file: 1,
    lacks: 0,
  },
  // "set -e" and a carriage return, which a terminal's line end hides.
  {
    kind: 'return',
    pattern: new RegExp(`(?:^|[\\s:])${FILE}: (?:\\d{1,6}: )?set: (?:line \\d{1,6}: )?[Ii]llegal option -$`),
    file: 1,
    lacks: 0,
  },
  // A shell that takes a foreign program for a script of its own.
  {
    kind: 'start',
    pattern: new RegExp(`(?:^|[\\s:])${FILE}: (?:line )?1: [^\\n]{0,8}ELF`),
    file: 1,
    lacks: 0,
  },
  {
    kind: 'start',
    pattern: /(?:^|[\s:])(\/[^:\s]{1,400}): (?:line )?\d{1,4}: syntax error: (?:unexpected|unterminated)/i,
    file: 1,
    lacks: 0,
  },
  {
    kind: 'permission',
    pattern: new RegExp(
      `(?:\\d: |exec:? |sh: |env: |nice: |nohup: )(?:exec: )?['‘"]?${FILE}['’"]?: permission denied`,
      'i',
    ),
    file: 1,
    lacks: 0,
  },
  { kind: 'start', pattern: /(?:^|[\s:])(\/[^:\s]{1,400}): not found$/, file: 1, lacks: 0 },
  { kind: 'start', pattern: /(?:^|[\s:])((?:\.{1,2}\/)[^:\s]{1,400}): not found$/, file: 1, lacks: 0 },
  { kind: 'name', pattern: /\benv: (?:can't execute )?['‘]?([\w+.-]{1,80})['’]?: No such file/, file: 1, lacks: 0 },
  { kind: 'name', pattern: /\bexec: "([\w+.-]{1,80})": executable file not found/, file: 1, lacks: 0 },
  { kind: 'name', pattern: /\[Errno 2\] No such file or directory: '([\w+-]{1,80})'/, file: 1, lacks: 0 },
  { kind: 'name', pattern: /(?:^|: )(?:exec: )?([\w+.-]{1,80}): (?:command )?not found$/, file: 1, lacks: 0 },
  {
    kind: 'start',
    pattern: /(?:^|[\s:'"‘`])(\/[^:\s'"’]{1,400})['"’]?:? (?:\[Errno 2\] )?no such file or directory/i,
    file: 1,
    lacks: 0,
  },
  // Node, Python, Go, the JVM, of what they start.
  { kind: 'start', pattern: /\bspawn ([^\s'"]{1,400}) (?:ENOENT|ENOEXEC)\b/, file: 1, lacks: 0 },
  { kind: 'permission', pattern: /\bspawn ([^\s'"]{1,400}) EACCES\b/, file: 1, lacks: 0 },
  // Perl and Ruby.
  { kind: 'permission', pattern: /Can't exec "([^"\s]{1,400})": Permission denied/, file: 1, lacks: 0 },
  { kind: 'start', pattern: /Can't exec "(\/[^"\s]{1,400})": (?:No such file|Exec format)/, file: 1, lacks: 0 },
  { kind: 'name', pattern: /Can't exec "([\w+.-]{1,80})": No such file/, file: 1, lacks: 0 },
  {
    kind: 'permission',
    pattern: /Permission(?:Error| denied)[^\n]{0,60}: ['"](\/[^'"]{1,400})['"]/,
    file: 1,
    lacks: 0,
  },
  { kind: 'permission', pattern: /fork\/exec ([^\s:]{1,400}): permission denied/, file: 1, lacks: 0 },
  { kind: 'permission', pattern: /Cannot run program "([^"]{1,400})"[^\n]{0,200}error=13/, file: 1, lacks: 0 },
  { kind: 'start', pattern: /Cannot run program "([^"]{1,400})"[^\n]{0,200}error=(?:2|8)\b/, file: 1, lacks: 0 },
  { kind: 'start', pattern: /(?:Errno 2|Errno 8)\][^\n]{0,60}: ['"](\/[^'"]{1,400})['"]/, file: 1, lacks: 0 },
  // Python and Node; Go; the shells and the coreutils, the JVM, Ruby.
  {
    kind: 'read',
    pattern: new RegExp(`[Nn]o such file or directory(?:, open|:| @ rb_sysopen -) ['"]?${RELATIVE}`),
    file: 1,
    lacks: 0,
  },
  { kind: 'read', pattern: new RegExp(`\\bopen ${RELATIVE}: no such file or directory`), file: 1, lacks: 0 },
  { kind: 'read', pattern: new RegExp(`(?:^|[\\s'"‘])${RELATIVE}['"’]?:? \\(?[Nn]o such file`), file: 1, lacks: 0 },
];

/** The failures that a log tells of, the last first; the same one once. What a program says to get over is left out. */
export function failureLines(lines: readonly string[]): FailureLine[] {
  const found = new Map<string, FailureLine>();
  for (const [index, whole] of lines.entries()) {
    const given = whole.slice(0, MOST_LINE).trimEnd();
    const line = given.replaceAll('\r', '');
    const failure = returnOf(given) ?? failureOf(line);
    if (failure === null || isCalm(line) || goesOn(lines[index + 1] ?? '')) continue;
    const key = `${failure.file}\n${failure.lacks}`;
    const before = found.get(key);
    found.delete(key);
    found.set(key, {
      ...failure,
      line,
      run: !OPENS.test(line) || RUNS.test(lines.slice(Math.max(0, index - LINES_ABOVE), index).join('\n')),
      times: (before?.times ?? 0) + 1,
      last: index >= lines.length - LAST_LINES,
    });
  }
  return [...found.values()].reverse().slice(0, MOST_FAILURES);
}

type Told = Pick<FailureLine, 'kind' | 'file' | 'lacks'>;

function returnOf(line: string): Told | null {
  return /\r|\\r|\^M/.test(line) ? firstOf(RETURNS, line) : null;
}

function failureOf(line: string): Told | null {
  if (
    !/not found|denied|no such file|cannot|format error|interpreter|symbol|spawn|Errno|error=|relocating|map segment|syntax error|illegal option/i.test(
      line,
    )
  )
    return null;
  return firstOf(WORDS, line);
}

function firstOf(words: readonly Words[], line: string): Told | null {
  for (const { kind, pattern, file, lacks } of words) {
    const match = pattern.exec(line);
    if (match) return { kind, file: match[file === 0 ? -1 : file] ?? '', lacks: match[lacks === 0 ? -1 : lacks] ?? '' };
  }
  return null;
}
