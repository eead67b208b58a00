import type { Step } from '../../playbook/playbook.ts';
import { clean, cleanProse, type Look } from '../look.ts';
import type { StepRef } from '../model/progress.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { BLANK, paragraph, type Row, row, span } from '../rows.ts';
import { knownRows } from './known-rows.ts';
import { count, seconds, tierWords } from './words.ts';

/** The background of a step in a few lines; without a step, of the target. */
export function backgroundRows(state: UiState, walk: WalkView, ref: StepRef, width: number): readonly Row[] {
  const { look } = state;
  const step = walk.playbook.steps.find((one) => one.id === ref.step);
  if (step === undefined) return [row(span('What is known', 'strong')), BLANK, ...knownRows(state, walk, width)];
  return [
    row(span(clean(step.title, look), 'strong'), span(`  ${step.id}`, 'muted')),
    BLANK,
    ...paragraph(cleanProse(step.why, look), width),
    BLANK,
    ...paragraph(clean(howText(step), look), width, { tone: 'muted' }),
    ...toCheckIt(step, width, look),
    row(span(clean(`${step.file}:${step.line}, ${count(step.rules.length, 'rule')}`, look), 'muted')),
  ];
}

function howText({ action, timeoutMs, timing, waits, essential }: Step): string {
  const where =
    action.kind === 'run' || action.kind === 'exchange'
      ? action.in.map(({ view, tier }) => `${view} (${tierWords(tier)})`)
      : [];
  const kind = {
    run: 'Runs a command',
    read: 'Reads from the engine or a file; nothing is run',
    exchange: 'Talks for itself, through a container of ours',
    ask: 'Asks you',
    derive: 'Follows from what earlier steps saw',
  }[action.kind];
  const parts = [`${kind}${where.length > 0 ? ` in ${where.join(', else ')}` : ''}, at most ${seconds(timeoutMs)}.`];
  if (timing && !waits) parts.push('It measures time, so it runs alone.');
  if (waits) parts.push('It measures time, so it runs alone, or beside its like once such a wait took seconds.');
  if (essential) parts.push('Without it the walk cannot say that all is well.');
  return parts.join(' ');
}

function toCheckIt(step: Step, width: number, look: Look): Row[] {
  if (step.toCheckIt === '') return [];
  return paragraph(clean(`By other means: ${step.toCheckIt}`, look), width, { tone: 'muted' });
}
