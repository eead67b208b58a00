import { sanitiseLine } from '../../terminal/sanitise.ts';
import { cutToWidth, wrapToWidth } from '../../terminal/width.ts';
import type { Look } from '../look.ts';
import { commandRows } from './command-rows.ts';
import type { TextField } from './text-field.ts';

/** A long text, line by line, as it came: it is made safe row by row, when it is shown. */
export interface PagerText {
  readonly title: string;
  readonly lines: readonly string[];
  /** Indices of lines that are headings of ours: a command, where it ran. */
  readonly headings: ReadonlySet<number>;
  /** What the copy key copies. */
  readonly copy: string;
}

/** Where the reader is: the first visible row is row `row` of line `line` of what is shown. */
export interface Pager {
  readonly text: PagerText;
  readonly line: number;
  readonly row: number;
  /** Long lines are broken into rows; else they are cut, and `column` cells are scrolled away. */
  readonly wrap: boolean;
  readonly column: number;
  readonly query: string;
  /** The search being typed; null when none is. */
  readonly typing: TextField | null;
  /** Indices of the lines that hold the query, when only those are shown; null: all lines. */
  readonly only: readonly number[] | null;
  /** What the last search came to, in a few words. */
  readonly message: string;
}

export interface PagerWindow {
  readonly width: number;
  readonly height: number;
  readonly look: Look;
}

/** A line that is broken into rows has at most so many cells; the rest is counted. */
const MOST_CELLS = 4000;

export function openPager(text: PagerText): Pager {
  return { text, line: 0, row: 0, wrap: true, column: 0, query: '', typing: null, only: null, message: '' };
}

export function shownLines(pager: Pager): number {
  return pager.only?.length ?? pager.text.lines.length;
}

/** Index in the text of the line that is shown at `index`. */
export function lineAt(pager: Pager, index: number): number {
  return pager.only === null ? index : (pager.only[index] ?? 0);
}

/** A heading of ours that is a command; others are sentences. */
const IS_COMMAND = /^(?:\$ | {2}by hand)/;

function isOurs(pager: Pager, index: number): boolean {
  return pager.text.headings.has(lineAt(pager, index));
}

/** The rows that a shown line takes. At least one. */
export function rowsOfLine(pager: Pager, index: number, window: PagerWindow): string[] {
  const { width, look } = window;
  const raw = pager.text.lines[lineAt(pager, index)] ?? '';
  const safe = sanitiseLine(raw, { unicode: look.unicode, maxWidth: MOST_CELLS, escapes: 'hide-colours' });
  if (pager.wrap && isOurs(pager, index))
    return IS_COMMAND.test(safe) ? commandRows(safe, width) : wrapToWidth(safe, width);
  if (pager.wrap) return wrapToWidth(safe, width, { words: false });
  return [cutToWidth(safe.slice(pager.column), width, look.glyphs.ellipsis)];
}

/** Scrolls by rows; stops where the last row is at the bottom of the window, and at the top. */
export function scrolled(pager: Pager, rows: number, window: PagerWindow): Pager {
  const moved = rows >= 0 ? forward(pager, rows, window) : backward(pager, -rows, window);
  if (rows <= 0) return moved;
  const end = atEnd(pager, window);
  return moved.line > end.line || (moved.line === end.line && moved.row > end.row) ? end : moved;
}

export function atStart(pager: Pager): Pager {
  return { ...pager, line: 0, row: 0 };
}

export function atEnd(pager: Pager, window: PagerWindow): Pager {
  const count = shownLines(pager);
  return backward({ ...pager, line: count, row: 0 }, window.height, window);
}

function forward(pager: Pager, rows: number, window: PagerWindow): Pager {
  const last = Math.max(0, shownLines(pager) - 1);
  let { line } = pager;
  let row = pager.row + rows;
  for (let height = rowsOfLine(pager, line, window).length; row >= height; ) {
    if (line >= last) return { ...pager, line: last, row: height - 1 };
    row -= height;
    line += 1;
    height = rowsOfLine(pager, line, window).length;
  }
  return { ...pager, line, row };
}

function backward(pager: Pager, rows: number, window: PagerWindow): Pager {
  let { line } = pager;
  let row = pager.row - rows;
  while (row < 0 && line > 0) {
    line -= 1;
    row += rowsOfLine(pager, line, window).length;
  }
  return { ...pager, line, row: Math.max(0, row) };
}

/** The line shown at a place of the text: where the reader stays when only the matches are shown, or all again. */
function placeOf(pager: Pager, textLine: number): number {
  if (pager.only === null) return textLine;
  const found = pager.only.findIndex((one) => one >= textLine);
  return found >= 0 ? found : Math.max(0, pager.only.length - 1);
}

/** Letters match in either case unless the query has a capital. */
export function matcher(query: string): (text: string) => boolean {
  if (query !== query.toLowerCase()) return (text) => text.includes(query);
  return (text) => text.toLowerCase().includes(query);
}

/** Looks for the query from the line after (or before) the first visible one, round the end. */
export function searched(pager: Pager, direction: 1 | -1, window: PagerWindow, from = pager.line + direction): Pager {
  if (pager.query === '') return { ...pager, message: 'nothing to look for; / begins a search' };
  const holds = matcher(pager.query);
  const count = shownLines(pager);
  for (let step = 0; step < count; step++) {
    const at = (((from + step * direction) % count) + count) % count;
    if (!holds(pager.text.lines[lineAt(pager, at)] ?? '')) continue;
    const wrapped = direction > 0 ? at < from : at > from;
    const found = scrolled({ ...pager, line: at, row: 0 }, 0, window);
    const end = atEnd(pager, window);
    // At the end of the text a match cannot come to the top; the row of the match stays visible all the same.
    const shown = at > end.line ? end : found;
    return { ...shown, line: shown.line, message: wrapped ? 'from the other end' : '' };
  }
  return { ...pager, message: `"${pager.query}" is not in it` };
}

/** Shows only the lines that hold the query, or all lines again. */
export function toggledOnly(pager: Pager): Pager {
  const line = lineAt(pager, pager.line);
  if (pager.only !== null) return { ...pager, only: null, line, row: 0 };
  if (pager.query === '') return { ...pager, message: 'only lines that match: search with / first' };
  const holds = matcher(pager.query);
  const only = pager.text.lines.flatMap((text, index) => (holds(text) ? [index] : []));
  if (only.length === 0) return { ...pager, message: `"${pager.query}" is not in it` };
  const narrowed = { ...pager, only, row: 0 };
  return { ...narrowed, line: placeOf(narrowed, line) };
}
