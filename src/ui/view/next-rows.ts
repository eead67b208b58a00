import { clean, cleanProse } from '../look.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { atMost, paragraph, type Row, row, span } from '../rows.ts';

const MOST_ROWS = 4;

/** What to do next: the rule's advice, and what Enter will do. */
export function nextRows(state: UiState, walk: WalkView, width: number, advice = ''): Row[] {
  const { look } = state;
  const { next, enter } = look.glyphs;
  const rows: Row[] = [];
  if (advice !== '') {
    const first = row(span(`${next} `, 'accent'), span('Advice: ', 'accent'));
    const said = paragraph(cleanProse(advice, look), width, { first, rest: row('  ') });
    rows.push(...atMost(said, MOST_ROWS, width, look.glyphs.ellipsis));
  }
  const planned = walk.remaining[0];
  const first = row(span(`${next} `, 'accent'), span('Next: ', 'accent'));
  if (planned === undefined) {
    return [...rows, ...paragraph(`the findings (${enter})`, width, { first, rest: row('  ') })];
  }
  const step = walk.playbook.steps.find((one) => one.id === planned.step);
  if (step?.kind === 'hygiene') {
    return [...rows, ...paragraph(`the follow-ups, then the findings (${enter})`, width, { first, rest: row('  ') })];
  }
  const title = clean(`${step?.title ?? planned.step}${planned.subject === '' ? '' : ` ${planned.subject}`}`, look);
  const reason = /^next in order$/.test(planned.reason) ? '' : `, ${clean(planned.reason, look)}`;
  return [...rows, ...paragraph(`${title}${reason} (${enter})`, width, { first, rest: row('  ') })];
}
