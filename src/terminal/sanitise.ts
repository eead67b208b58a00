import { CellSink, type LineSink, StringSink } from './line-sink.ts';
import { characterWidth } from './width.ts';

export interface SanitiseOptions {
  /** False where the terminal's locale is not UTF-8: then everything beyond ASCII is written as `<U+00E9>`. Default true. */
  readonly unicode?: boolean;
  /** What is longer is cut and ends in `…(+N)`, N characters left out. Default 4000. */
  readonly maxWidth?: number;
  /** `show` makes every escape sequence visible; `hide-colours` drops those that only colour or erase (SGR, EL). Default `show`. */
  readonly escapes?: 'show' | 'hide-colours';
}

const DEFAULT_MAX_WIDTH = 4000;
const TAB = 8;
/** Of a line that overwrites itself (a progress bar of hours), so much of the end is looked at. */
const OVERWRITE_WINDOW = 65_536;
const MAX_MARKS = 4;

const PLAIN = /^[\u0020-\u007E]*$/;
const PLAIN_RUN = /[\u0020-\u007E]+/y;
const OVERWRITES = /[\b\r]/;
const COLOUR_OR_ERASE = /\u001B\[[\d;:]*[mK]/g;

/** How a character is presented only (emoji or text, skin): terminals disagree on what it does to the width. */
const PRESENTATION = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u{1F3FB}-\u{1F3FF}]/u;
/** Controls, bidirectional and other format characters, zero-width ones, lone surrogates, unassigned, line separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const MARK = /[\p{Mn}\p{Me}]/u;

/**
 * Makes one line of other people's output safe to show, in time by its length: the result has no control characters at
 * all, so nothing in it can move the cursor, set a title, write the clipboard or reorder the text.
 *
 * Control characters show as their pictures (`␛[31m`, `␀`; `^[[31m` in ASCII), invisible ones as `<U+200B>`. Tabs go to
 * multiples of 8. `\b` and `\r` overwrite, as on a terminal; a `\r` at the end is part of the line's end. A combining
 * mark with nothing to stand on is shown as its number, and no character keeps more than four.
 */
export function sanitiseLine(line: string, options: SanitiseOptions = {}): string {
  const maxWidth = options.maxWidth ?? DEFAULT_MAX_WIDTH;
  const unicode = options.unicode ?? true;
  let text = withoutTrailingReturns(line);
  if (text.length <= maxWidth && PLAIN.test(text)) return text;
  if (options.escapes === 'hide-colours') text = withoutColours(text, maxWidth);
  const overwritten = lastOverwritten(text);
  const sink = overwritten === undefined ? new StringSink(maxWidth) : new CellSink(maxWidth);
  const rest = scan(overwritten ?? text, sink, unicode);
  const left = rest + sink.overflow;
  return left > 0 ? `${sink.text()}${unicode ? '…' : '...'}(+${left})` : sink.text();
}

/** Colours are taken out of what can be shown only: of a line of 100 MB the rest is merely counted. */
function withoutColours(text: string, maxWidth: number): string {
  const window = Math.max(OVERWRITE_WINDOW, maxWidth * 16);
  if (text.length <= window) return text.replace(COLOUR_OR_ERASE, '');
  return text.slice(0, window).replace(COLOUR_OR_ERASE, '') + text.slice(window);
}

function withoutTrailingReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 0x0d) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

/** The part of a line in which `\b` and `\r` are to be obeyed; undefined when there is none, or too much of it. */
function lastOverwritten(text: string): string | undefined {
  if (text.length <= OVERWRITE_WINDOW) return OVERWRITES.test(text) ? text : undefined;
  const start = text.indexOf('\r', text.length - OVERWRITE_WINDOW);
  return start < 0 ? undefined : text.slice(start + 1);
}

/** Feeds a line to a sink, character by character, until it is full. Returns how many UTF-16 units were left. */
function scan(line: string, sink: LineSink, unicode: boolean): number {
  let at = 0;
  let marks = 0; // on the last character
  let hasBase = false;
  while (at < line.length) {
    if (sink.isFull) return line.length - at;
    PLAIN_RUN.lastIndex = at;
    const run = sink.takesRuns ? PLAIN_RUN.exec(line)?.[0] : undefined;
    if (run !== undefined) {
      at += sink.putRun(run);
      marks = 0;
      hasBase = true;
      continue;
    }
    const code = line.codePointAt(at) ?? 0;
    const char = String.fromCodePoint(code);
    at += char.length;
    const kind = kindOf(char, code, unicode);
    if (kind === 'presentation') continue;
    if (kind === 'mark' && hasBase) {
      if (marks < MAX_MARKS) sink.mark(char);
      marks += 1;
      continue;
    }
    if (kind === 'control') control(code, sink, unicode);
    else if (kind === 'visible') sink.put(char, characterWidth(char));
    else sink.putRun(codePointName(code));
    hasBase = kind === 'visible';
    marks = 0;
  }
  return 0;
}

type Kind = 'visible' | 'control' | 'presentation' | 'mark' | 'invisible';

function kindOf(char: string, code: number, unicode: boolean): Kind {
  if (code >= 0x20 && code < 0x7f) return 'visible';
  if (code < 0xa0) return 'control';
  if (!unicode) return 'invisible';
  if (PRESENTATION.test(char)) return 'presentation';
  if (INVISIBLE.test(char)) return 'invisible';
  return MARK.test(char) ? 'mark' : 'visible';
}

function control(code: number, sink: LineSink, unicode: boolean): void {
  if (code === 0x09) {
    const stop = (Math.floor(sink.column / TAB) + 1) * TAB;
    while (sink.column < stop && !sink.isFull) sink.put(' ', 1);
  } else if (code === 0x08 && sink.overwrites) sink.column = Math.max(0, sink.column - 1);
  else if (code === 0x0d && sink.overwrites) sink.column = 0;
  else sink.putRun(controlName(code, unicode));
}

/** U+2400 and on are pictures of the control characters; in ASCII the caret notation stands in. */
function controlName(code: number, unicode: boolean): string {
  if (code >= 0x80) return codePointName(code);
  if (unicode) return code === 0x7f ? '␡' : String.fromCharCode(0x2400 + code);
  return `^${String.fromCharCode(code ^ 0x40)}`;
}

function codePointName(code: number): string {
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

export interface TextLimits extends SanitiseOptions {
  /** So many lines from the beginning are kept. Default 1000. */
  readonly head?: number;
  /** And so many from the end. Default 4000. */
  readonly tail?: number;
}

export interface SafeText {
  readonly lines: string[];
  /** How many lines were left out, between `lines[droppedAt - 1]` and `lines[droppedAt]`; 0 when none. */
  readonly dropped: number;
  readonly droppedAt: number;
}

/** Makes a whole output safe to show: the first and last lines, each by {@link sanitiseLine}, and how many were left out. */
export function sanitiseText(input: string | readonly string[], limits: TextLimits = {}): SafeText {
  const head = limits.head ?? 1000;
  const tail = limits.tail ?? 4000;
  const { first, last, dropped } = typeof input === 'string' ? pickLines(input, head, tail) : pick(input, head, tail);
  const lines = [...first, ...last].map((line) => sanitiseLine(line, limits));
  return { lines, dropped, droppedAt: first.length };
}

interface Picked {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly dropped: number;
}

function pick(lines: readonly string[], head: number, tail: number): Picked {
  const dropped = Math.max(0, lines.length - head - tail);
  if (dropped === 0) return { first: lines, last: [], dropped };
  return { first: lines.slice(0, head), last: lines.slice(lines.length - tail), dropped };
}

/** Finds the lines to keep without making a string of each of the others. A line end at the very end adds no line. */
function pickLines(text: string, head: number, tail: number): Picked {
  const first: string[] = [];
  const ends: number[] = []; // a ring of where the last `tail` lines began
  let count = 0;
  for (let start = 0; start < text.length; count++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (count < head) first.push(text.slice(start, end));
    else if (tail > 0) ends[(count - head) % tail] = start;
    start = end + 1;
  }
  const kept = Math.min(tail, Math.max(0, count - head));
  const last: string[] = [];
  for (let line = count - kept; line < count; line++) {
    const start = ends[(line - head) % tail] ?? 0;
    const found = text.indexOf('\n', start);
    last.push(text.slice(start, found < 0 ? text.length : found));
  }
  return { first, last, dropped: count - first.length - last.length };
}
