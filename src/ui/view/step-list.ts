import { clean, type Look } from '../look.ts';
import { windowTop } from '../model/list-cursor.ts';
import type { PhaseProgress, StepProgress } from '../model/progress.ts';
import { findSubject, isBehind } from '../model/progress.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { BLANK, cutRow, type Row, row, rowWidth, span, spread } from '../rows.ts';
import { standingSign } from './sign.ts';
import { duration } from './words.ts';

/** The list on the left: every phase; the steps of the one that is shown, and whatever is in trouble. */
export function stepListRows(state: UiState, walk: WalkView, width: number, height: number): readonly Row[] {
  const rows: Row[] = [];
  let cursor = 0;
  const shown = findSubject(walk.progress, state.selected);
  const current = shown?.phase.id ?? walk.progress.phases[0]?.id;
  for (const phase of walk.progress.phases) {
    rows.push(phaseRow(state, phase, width));
    for (const step of visibleSteps(phase, phase.id === current, state)) {
      const isShown = step.step.id === state.selected?.step;
      if (isShown) cursor = rows.length;
      rows.push(stepRow(state, step, isShown, width));
    }
  }
  const top = windowTop(0, cursor, rows.length, height);
  const visible = rows.slice(top, top + height);
  while (visible.length < height) visible.push(BLANK);
  return visible;
}

/** A phase that is not shown keeps only what someone must look at. */
function visibleSteps(phase: PhaseProgress, isCurrent: boolean, state: UiState): readonly StepProgress[] {
  if (isCurrent) return phase.steps;
  if (phase.isHygiene) return [];
  return phase.steps.filter(
    ({ step, standing }) =>
      standing === 'fault' || standing === 'suspect' || standing === 'running' || step.id === state.selected?.step,
  );
}

function phaseRow({ look, now }: UiState, phase: PhaseProgress, width: number): Row {
  const tone = phase.standing === 'pending' ? 'muted' : 'text';
  const runs = phase.steps.some(({ standing }) => standing === 'running');
  const sign = standingSign(runs ? 'running' : phase.standing, look, now);
  return cutRow(row(' ', sign, ' ', span(clean(phase.title, look), tone)), width, look.glyphs.ellipsis);
}

function stepRow(
  { look, now }: UiState,
  { step, standing, subjects }: StepProgress,
  isShown: boolean,
  width: number,
): Row {
  const tone = isShown ? 'strong' : standing === 'pending' || standing === 'not-applicable' ? 'muted' : 'text';
  const cursor = span(isShown ? ` ${look.glyphs.cursor} ` : '   ', 'accent');
  const left = row(cursor, standingSign(standing, look, now), ' ', span(clean(step.title, look), tone));
  return spread(left, row(span(aside(step.timing, subjects), 'muted')), width, look.glyphs.ellipsis);
}

/** What a step measured, or how many of its subjects are behind us. */
function aside(isTiming: boolean, subjects: StepProgress['subjects']): string {
  if (subjects.length > 1) {
    const done = subjects.filter(({ standing }) => isBehind(standing)).length;
    return done === subjects.length ? `${done}` : `${done}/${subjects.length}`;
  }
  const evidence = subjects[0]?.record?.judgement ? subjects[0].record.evidence : [];
  if (!isTiming || evidence.length === 0) return '';
  return duration(Math.max(...evidence.map((one) => one.durationMs)));
}

/** Below the list: what it looks like so far. */
export function summaryRows(state: UiState, walk: WalkView, width: number): readonly Row[] {
  const { look } = state;
  const { rootCauses, ruledOut, notChecked } = walk.diagnosis;
  const first = rootCauses[0];
  const counts = countRows(ruledOut.length, notChecked.length, width);
  if (first === undefined) return [row(span(' No root cause yet', 'muted')), ...counts];
  return [...causeRows(first.certainty, first.id, rootCauses.length - 1, width, look), ...counts];
}

/** In one row where they fit. */
function countRows(ruledOut: number, notChecked: number, width: number): Row[] {
  const [out, unseen] = [` Ruled out: ${ruledOut}`, ` Not checked: ${notChecked}`];
  if (out.length + unseen.length + 1 <= width) return [row(span(`${out} ${unseen}`, 'muted'))];
  return [row(span(out, 'muted')), row(span(unseen, 'muted'))];
}

function causeRows(certainty: string, id: string, others: number, width: number, look: Look): Row[] {
  const word = certainty.charAt(0).toUpperCase() + certainty.slice(1);
  const tone = certainty === 'confirmed' ? 'fault' : 'suspect';
  const more = others > 0 ? ` +${others}` : '';
  const head = ` ${word}: `;
  if (head.length + id.length + more.length <= width) {
    return [row(head, span(id, tone), span(more, 'muted'))];
  }
  return [row(head), cutRow(row('  ', span(id, tone), span(more, 'muted')), width, look.glyphs.ellipsis)];
}

/** The list in one line, for a narrow terminal: the phases by their signs, with their names as far as they fit. */
export function foldedListRow(state: UiState, walk: WalkView, width: number): Row {
  const { look } = state;
  const shown = findSubject(walk.progress, state.selected);
  const first = walk.diagnosis.rootCauses[0];
  const cause =
    first === undefined ? BLANK : row(span(`${first.id} `, first.certainty === 'confirmed' ? 'fault' : 'suspect'));
  if (look.linear) return spread(row(phaseWords(walk, look)), cause, width, look.glyphs.ellipsis);
  const full = phaseSigns(state, walk, shown?.phase.id, true);
  const fits = rowWidth(full) + rowWidth(cause) + 2 <= width;
  return spread(fits ? full : phaseSigns(state, walk, shown?.phase.id, false), cause, width, look.glyphs.ellipsis);
}

/** The phases that have begun, in words: a row of signs says little when it is read aloud. */
function phaseWords({ progress }: WalkView, look: Look): string {
  const begun = progress.phases.filter(({ standing }) => standing !== 'pending');
  return clean(begun.map(({ title, standing }) => ` ${title}: ${standing}`).join(','), look);
}

/** Every phase by its sign; the shown one, or all of them, by name. */
function phaseSigns({ look, now }: UiState, walk: WalkView, shown: string | undefined, isNamed: boolean): Row {
  return walk.progress.phases.flatMap((phase) => {
    const isShown = phase.id === shown;
    const runs = phase.steps.some(({ standing }) => standing === 'running');
    const sign = standingSign(runs ? 'running' : phase.standing, look, now);
    if (!isShown && !isNamed) return [span(' '), sign];
    return [span(' '), sign, span(` ${clean(phase.title, look)} `, isShown ? 'strong' : 'muted')];
  });
}
