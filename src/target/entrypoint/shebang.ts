/** A script's first line as the kernel reads it, and what `env` makes of it. */
export interface Shebang {
  /** The line without its end; a carriage return is kept. */
  readonly line: string;
  /** What the kernel starts, byte for byte: "/bin/sh\r" for a script with Windows line ends. */
  readonly interpreter: string;
  /** All the rest as one argument, as the kernel passes it; empty when there is none. */
  readonly argument: string;
  /** The line ends in a carriage return, which the kernel takes as part of the last word. */
  readonly crlf: boolean;
  /** For `#!/usr/bin/env X`: what env looks up in PATH, and whether `-S` was needed to split it. */
  readonly env: { readonly program: string; readonly split: boolean } | null;
  /** The words the interpreter is started with before the script's own path (after env did its part). */
  readonly words: readonly string[];
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** The kernel reads so much of the first line (5.1 and later; 128 before). */
const MOST_LINE = 256;

/** A UTF-8 byte order mark stands before everything: the kernel sees no `#!` then. */
export function hasBom(bytes: Buffer): boolean {
  return bytes.length >= 3 && bytes.subarray(0, 3).equals(BOM);
}

/** Windows line ends in the lines after the first (the first is the kernel's, these are the interpreter's). */
export function hasCrlfBody(bytes: Buffer): boolean {
  const first = bytes.indexOf(10);
  return first >= 0 && bytes.indexOf('\r\n', first + 1, 'latin1') >= 0;
}

/** The first line of a script; null for bytes that do not begin with `#!`. */
export function parseShebang(bytes: Buffer): Shebang | null {
  const start = hasBom(bytes) ? 3 : 0;
  if (bytes[start] !== 0x23 || bytes[start + 1] !== 0x21) return null;
  const head = bytes.subarray(start, start + MOST_LINE).toString('latin1');
  const end = head.indexOf('\n');
  const line = end < 0 ? head : head.slice(0, end);
  // The kernel strips spaces and tabs only: a carriage return stays.
  const text = line
    .slice(2)
    .replace(/^[ \t]+/, '')
    .replace(/[ \t]+$/, '');
  const gap = text.search(/[ \t]/);
  const interpreter = gap < 0 ? text : text.slice(0, gap);
  const argument = gap < 0 ? '' : text.slice(gap).replace(/^[ \t]+/, '');
  const env = isEnv(interpreter) && argument !== '' ? envProgram(argument) : null;
  const words = env ? env.words : [interpreter, ...(argument === '' ? [] : [argument])];
  return {
    line,
    interpreter,
    argument,
    crlf: line.endsWith('\r'),
    env: env && { program: env.program, split: env.split },
    words,
  };
}

function isEnv(interpreter: string): boolean {
  return interpreter === 'env' || interpreter.endsWith('/env');
}

function envProgram(argument: string): { program: string; split: boolean; words: string[] } {
  const marker = /^(?:-vS|-S|--split-string(?:=|[ \t]))[ \t]*/.exec(argument);
  // Without -S the whole rest of the line is one name: `env bash -e` looks for a program called "bash -e".
  if (marker === null) return { program: argument, split: false, words: [argument] };
  const words = argument
    .slice(marker[0].length)
    .split(/[ \t]+/)
    .filter((word) => word !== '');
  const from = words.findIndex((word) => !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word));
  const rest = from < 0 ? [] : words.slice(from);
  return { program: rest[0] ?? '', split: true, words: rest };
}
