import { clean } from '../look.ts';
import { windowTop } from '../model/list-cursor.ts';
import { isBehind } from '../model/progress.ts';
import type { ScreenOf, UiState, WalkView } from '../model/state.ts';
import { type StepEntry, stepCursor, stepEntries } from '../model/step-entries.ts';
import { cutRow, fitRow, type Row, row, span } from '../rows.ts';
import { standingSign } from './sign.ts';

/** Every step of the walk, one a line, as far as the filter leaves them. */
export function stepsRows(
  state: UiState,
  walk: WalkView,
  screen: ScreenOf<'steps'>,
  width: number,
  height: number,
): readonly Row[] {
  const { look } = state;
  const entries = stepEntries(walk.progress, screen.filter);
  if (entries.length === 0)
    return [row(span(`  No step has "${clean(screen.filter, look)}" in it. Esc shows all.`, 'muted'))];
  const advised = walk.remaining[0];
  const cursor = stepCursor(screen, entries);
  const top = windowTop(screen.top, cursor, entries.length, height);
  return entries.slice(top, top + height).map((entry, index) => {
    const isAdvised = entry.ref.step === advised?.step && entry.ref.subject === advised.subject;
    return entryRow(state, entry, top + index === cursor, isAdvised, width);
  });
}

function entryRow({ look, now }: UiState, entry: StepEntry, isHere: boolean, isAdvised: boolean, width: number): Row {
  const { step, subject, phase } = entry;
  const { ellipsis, cursor, next } = look.glyphs;
  const name = clean(`${step.step.title}${subject.subject === '' ? '' : ` ${subject.subject}`}`, look);
  const said = subject.record?.judgement?.summary ?? (isBehind(subject.standing) ? subject.standing : '');
  return cutRow(
    [
      span(isHere ? `${cursor} ` : '  ', 'accent'),
      standingSign(subject.standing, look, now),
      span(' '),
      ...fitRow(row(span(clean(phase.title, look), 'muted')), width >= 100 ? 24 : 0, ellipsis),
      ...fitRow(row(span(name, isHere ? 'strong' : 'text')), Math.min(44, Math.floor(width * 0.45)), ellipsis),
      span(isAdvised ? ` ${next} advised next` : ` ${clean(said, look)}`, isAdvised ? 'accent' : 'muted'),
    ],
    width,
    ellipsis,
  );
}

/** What Enter will do with the marked step. */
export function stepsStatus(state: UiState, walk: WalkView, screen: ScreenOf<'steps'>): Row {
  const entries = stepEntries(walk.progress, screen.filter);
  const entry = entries[stepCursor(screen, entries)];
  const { look } = state;
  const typed = screen.filter === '' ? span('Type to filter', 'muted') : span(clean(screen.filter, look), 'strong');
  if (entry === undefined) return row(typed);
  const isTaken = entry.subject.record?.judgement != null;
  const does = isTaken ? 'shows it; r there runs it again' : 'takes it now';
  return row(typed, span(`   ${look.glyphs.enter} ${does}`, 'muted'));
}
