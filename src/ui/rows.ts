import { cutToWidth, textWidth, wrapToWidth } from '../terminal/width.ts';
import type { Tone } from './theme.ts';

/** A piece of a row in one tone. The text is clean: no control characters, no line ends. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row of the screen. */
export type Row = readonly Span[];

export const BLANK: Row = [];

export function span(text: string, tone: Tone = 'text'): Span {
  return { text, tone };
}

/** A row of spans and plain strings; what is empty is left out. */
export function row(...parts: readonly (Span | string)[]): Row {
  return parts.map((part) => (typeof part === 'string' ? span(part) : part)).filter((part) => part.text !== '');
}

export function rowWidth(parts: Row): number {
  return parts.reduce((sum, part) => sum + textWidth(part.text), 0);
}

/** A row of at most `width` cells; what was cut ends in the ellipsis. */
export function cutRow(parts: Row, width: number, ellipsis: string): Row {
  if (rowWidth(parts) <= width) return parts;
  const kept: Span[] = [];
  let left = width;
  for (const part of parts) {
    const used = textWidth(part.text);
    // The ellipsis must fit behind what is kept, so the last part that fits whole may still have to give way.
    if (used > left - textWidth(ellipsis)) {
      kept.push(span(cutToWidth(`${part.text}${' '.repeat(left + 1)}`, left, ellipsis), part.tone));
      break;
    }
    kept.push(part);
    left -= used;
  }
  return kept;
}

/** A row of exactly `width` cells: cut, or filled up with spaces. */
export function fitRow(parts: Row, width: number, ellipsis: string, fill: Tone = 'text'): Row {
  const cut = cutRow(parts, width, ellipsis);
  const missing = width - rowWidth(cut);
  return missing > 0 ? [...cut, span(' '.repeat(missing), fill)] : cut;
}

/** Two rows on one: the left one cut so that the right one stands whole at the right edge. */
export function spread(left: Row, right: Row, width: number, ellipsis: string): Row {
  const rightWidth = rowWidth(right);
  if (rightWidth === 0) return cutRow(left, width, ellipsis);
  if (rightWidth >= width) return cutRow(right, width, ellipsis);
  const kept = cutRow(left, Math.max(0, width - rightWidth - 2), ellipsis);
  return [...kept, span(' '.repeat(width - rowWidth(kept) - rightWidth)), ...right];
}

/** Prose broken into rows; `first` stands before the first row, as much space before the others unless `rest` says so. */
export function paragraph(
  text: string,
  width: number,
  options: { readonly tone?: Tone; readonly first?: Row; readonly rest?: Row } = {},
): Row[] {
  const { tone = 'text', first = [] } = options;
  const rest = options.rest ?? row(' '.repeat(rowWidth(first)));
  const room = Math.max(8, width - Math.max(rowWidth(first), rowWidth(rest)));
  return wrapToWidth(text.trimEnd(), room).map((line, index) => [...(index === 0 ? first : rest), span(line, tone)]);
}

/** The first rows; where some are left out, the last one says so. */
export function atMost(rows: readonly Row[], most: number, width: number, ellipsis: string): readonly Row[] {
  const last = rows[most - 1];
  if (rows.length <= most || last === undefined) return rows;
  return [...rows.slice(0, most - 1), cutRow([...last, span(ellipsis)], width, ellipsis)];
}

/** The part of `rows` that is visible: `height` rows from `top`, which is kept inside. */
export function windowed(rows: readonly Row[], top: number, height: number): readonly Row[] {
  const start = Math.max(0, Math.min(top, rows.length - height));
  return rows.slice(start, start + height);
}
