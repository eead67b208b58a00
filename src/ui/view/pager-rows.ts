import { clean } from '../look.ts';
import { lineAt, matcher, type Pager, type PagerWindow, rowsOfLine, shownLines } from '../model/pager.ts';
import type { UiState } from '../model/state.ts';
import { BLANK, type Row, row, type Span, span } from '../rows.ts';
import { fieldRow } from './field-row.ts';
import { count } from './words.ts';

/** The visible rows of a long text, the matches marked. Only what is visible is made safe and measured. */
export function pagerRows(pager: Pager, window: PagerWindow): readonly Row[] {
  const rows: Row[] = [];
  let skip = pager.row;
  for (let index = pager.line; index < shownLines(pager) && rows.length < window.height; index++) {
    const isHeading = pager.text.headings.has(lineAt(pager, index));
    for (const text of rowsOfLine(pager, index, window)) {
      if (skip > 0) skip -= 1;
      else if (rows.length < window.height)
        rows.push(isHeading ? row(span(text, 'accent')) : marked(text, pager.query));
    }
  }
  while (rows.length < window.height) rows.push(BLANK);
  return rows;
}

/** A row with the query set off. */
function marked(text: string, query: string): Row {
  if (query === '' || !matcher(query)(text)) return row(text);
  const hay = query === query.toLowerCase() ? text.toLowerCase() : text;
  const needle = query === query.toLowerCase() ? query.toLowerCase() : query;
  // Lower case of some letters is longer than the letter: then places would be off, and nothing is marked.
  if (hay.length !== text.length) return row(text);
  const spans: Span[] = [];
  let at = 0;
  for (let found = hay.indexOf(needle); found >= 0; found = hay.indexOf(needle, at)) {
    spans.push(span(text.slice(at, found)), span(text.slice(found, found + needle.length), 'match'));
    at = found + needle.length;
  }
  spans.push(span(text.slice(at)));
  return row(...spans);
}

/** What stands in the rule above the keys: the search being typed, or where in the text this is. */
export function pagerStatus({ look }: UiState, pager: Pager, width: number): Row {
  if (pager.typing !== null) return row(span('/', 'accent'), ...fieldRow(pager.typing, Math.floor(width / 2), look));
  const total = shownLines(pager);
  const at = Math.min(total, pager.line + 1);
  const only = pager.only === null ? '' : `, only lines with "${clean(pager.query, look)}"`;
  const query = pager.query !== '' && pager.only === null ? `, "${clean(pager.query, look)}"` : '';
  const message = pager.message === '' ? '' : `, ${clean(pager.message, look)}`;
  return row(
    span(`line ${at} of ${count(total, 'line')}${only}${query}${message}`, pager.message === '' ? 'muted' : 'accent'),
    span(`  ${clean(pager.text.title, look)}`, 'muted'),
  );
}
