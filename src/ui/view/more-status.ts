import type { Look } from '../look.ts';
import { type Row, row, span } from '../rows.ts';
import { count } from './words.ts';

/** That there is more below (or only above) than is visible; nothing where all of it is. */
export function moreStatus({ glyphs }: Look, rows: number, top: number, height: number): Row {
  const below = rows - top - height;
  if (below > 0) return row(span(`${glyphs.down} ${count(below, 'more row')}, PgDn`, 'muted'));
  return top > 0 ? row(span(`${glyphs.up} ${count(top, 'row')} above, PgUp`, 'muted')) : [];
}
