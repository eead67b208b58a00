import stringWidth from 'string-width';

/** Printable ASCII, Latin-1 and the line and arrow signs: a cell each, in every terminal. */
const ONE_CELL_EACH =
  /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u23CE\u2400-\u2426\u2500-\u25FF]*$/;
const MAX_CACHED = 32_768;
/** Longer than any honest cluster: sanitised text has at most four marks on a character. */
const UNITS_PER_CELL = 16;

/** What may make one character of several code points: marks, joiners, flags, skin tones, Hangul in letters. */
const CLUSTERS = /[\p{M}\p{Cf}\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}]/u;

let segmenter: Intl.Segmenter | undefined;
const widths = new Map<string, number>();

/**
 * The user-perceived characters of a text. The break rules are loaded at first need, and asked only where several code
 * points may be one character: asking takes microseconds.
 */
function* clusters(text: string): Iterable<string> {
  if (!CLUSTERS.test(text)) {
    yield* text;
    return;
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** How many cells one character takes, of one code point or a cluster of several. */
export function characterWidth(cluster: string): number {
  const code = cluster.charCodeAt(0);
  // The great blocks of wide characters (CJK, Hangul); looking each of them up once would take half a second.
  if (cluster.length === 1 && ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3))) {
    return 2;
  }
  let width = widths.get(cluster);
  if (width === undefined) {
    width = stringWidth(cluster);
    if (widths.size >= MAX_CACHED) widths.clear();
    widths.set(cluster, width);
  }
  return width;
}

/**
 * How many cells a text takes. For sanitised text, without escape sequences and line ends: wide characters take two
 * cells, combining marks none.
 */
export function textWidth(text: string): number {
  if (ONE_CELL_EACH.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += characterWidth(cluster);
  return width;
}

/**
 * Cuts a text to at most `width` cells, never through a character; what was cut ends in `ellipsis`. Takes time by the
 * width, not by the length of the text.
 */
export function cutToWidth(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (text.length <= width * UNITS_PER_CELL && textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return cutToWidth(text, width, '');
  return takeCells(text, room) + ellipsis;
}

function takeCells(text: string, room: number): string {
  const start = text.slice(0, (room + 1) * UNITS_PER_CELL);
  if (ONE_CELL_EACH.test(start)) return start.slice(0, room);
  let used = 0;
  let taken = 0;
  for (const cluster of clusters(start)) {
    used += characterWidth(cluster);
    if (used > room) return start.slice(0, taken);
    taken += cluster.length;
  }
  return start;
}

/** A text of exactly `width` cells: cut when too long, filled up with spaces on the right (or the left) when too short. */
export function padToWidth(text: string, width: number, align: 'left' | 'right' = 'left', ellipsis = '…'): string {
  const cut = cutToWidth(text, width, ellipsis);
  const fill = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'left' ? cut + fill : fill + cut;
}

export interface WrapOptions {
  /** Break between words where possible (prose), or wherever the row is full (raw output). Default true. */
  readonly words?: boolean;
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

/** Breaks one line into rows of at most `width` cells (a character wider than that gets a row of its own). At least one row. */
export function wrapToWidth(text: string, width: number, options: WrapOptions = {}): string[] {
  const columns = Math.max(1, width);
  const words = options.words ?? true;
  if (ONE_CELL_EACH.test(text) && (!words || text.length <= columns)) return wrapFixed(text, columns);
  return wrapCells(toCells(text), columns, words);
}

function toCells(text: string): Cell[] {
  if (ONE_CELL_EACH.test(text)) return Array.from(text, (char) => ({ text: char, width: 1 }));
  return Array.from(clusters(text), (cluster) => ({ text: cluster, width: characterWidth(cluster) }));
}

function wrapFixed(text: string, columns: number): string[] {
  const rows: string[] = [];
  for (let at = 0; at < text.length; at += columns) rows.push(text.slice(at, at + columns));
  return rows.length > 0 ? rows : [''];
}

function wrapCells(cells: readonly Cell[], columns: number, words: boolean): string[] {
  const rows: string[] = [];
  let start = 0;
  while (start < cells.length) {
    let end = rowEnd(cells, start, columns);
    let next = end;
    if (words && end < cells.length) {
      const space = lastSpace(cells, start, end);
      if (space > start) {
        end = space;
        next = space;
      }
      while (next < cells.length && cells[next]?.text === ' ') next += 1;
    }
    rows.push(joinCells(cells, start, end));
    start = next;
  }
  return rows.length > 0 ? rows : [''];
}

/** The first cell that no longer fits in a row beginning at `start`; at least one is taken. */
function rowEnd(cells: readonly Cell[], start: number, columns: number): number {
  let used = 0;
  let at = start;
  for (; at < cells.length; at++) {
    used += cells[at]?.width ?? 0;
    if (used > columns && at > start) break;
  }
  return at;
}

/** Where the last run of spaces in the row begins; `start` when there is none, or when it is only the indentation. */
function lastSpace(cells: readonly Cell[], start: number, end: number): number {
  let at = end;
  while (at > start && cells[at]?.text !== ' ') at -= 1;
  while (at > start && cells[at - 1]?.text === ' ') at -= 1;
  return at;
}

function joinCells(cells: readonly Cell[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += cells[at]?.text ?? '';
  return text;
}
