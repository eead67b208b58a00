import { formatValue } from '../../playbook/format-value.ts';
import { clean } from '../look.ts';
import type { StepRef } from '../model/progress.ts';
import { latestRecord } from '../model/records.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { BLANK, paragraph, type Row, row, span } from '../rows.ts';
import { outcomeSign, outcomeTone, outcomeWord } from '../theme.ts';
import { nextRows } from './next-rows.ts';

const MOST_FACTS = 40;

/** Why this advice: the rule that decided, with its line; the facts; the rule that almost matched. */
export function whyRows(state: UiState, walk: WalkView, ref: StepRef, width: number): readonly Row[] {
  const { look } = state;
  const step = walk.playbook.steps.find((one) => one.id === ref.step);
  const record = latestRecord(walk.state, ref);
  const title = clean(`${step?.title ?? ref.step}${ref.subject === '' ? '' : `: ${ref.subject}`}`, look);
  const rows: Row[] = [row(span(title, 'strong')), BLANK];
  const judgement = record?.judgement ?? null;
  if (judgement === null) return [...rows, row('It has not been judged yet.'), BLANK, ...nextRows(state, walk, width)];
  const { rule } = judgement;
  rows.push(
    ...paragraph(clean(judgement.summary, look), width, {
      first: row(
        span(
          `${outcomeSign(judgement.outcome, look.glyphs)} ${outcomeWord(judgement.outcome)}  `,
          outcomeTone(judgement.outcome),
        ),
      ),
      rest: row('  '),
    }),
    BLANK,
  );
  const label = (text: string): Row => row(span(text, 'accent'));
  if (rule === null) {
    rows.push(...paragraph('No rule decided this: the step does not apply, or it could not be looked at.', width));
  } else {
    rows.push(
      label('The rule that matched'),
      row(span(clean(`  ${rule.file}:${rule.line}  ${judgement.code}`, look), 'muted')),
    );
    rows.push(...paragraph(clean(rule.when === '' ? 'else' : rule.when, look), width, { first: row('  ') }), BLANK);
    if (rule.nearly !== null) {
      const { code, line, when } = rule.nearly;
      rows.push(
        label('The rule that almost matched'),
        row(span(clean(`  ${rule.file}:${line}  ${code}`, look), 'muted')),
      );
      rows.push(...paragraph(clean(when, look), width, { first: row('  ') }), BLANK);
    }
  }
  if (judgement.because.length > 0) {
    rows.push(label('The facts it rests on'));
    for (const { fact, value } of judgement.because) {
      rows.push(...paragraph(clean(`${fact} = ${formatValue(value)}`, look), width, { first: row('  ') }));
    }
    rows.push(BLANK);
  }
  const rest = Object.entries(record?.facts ?? {}).filter(
    ([name]) => !judgement.because.some(({ fact }) => fact.endsWith(name)),
  );
  if (rest.length > 0) {
    rows.push(label('All other facts of the step'));
    for (const [name, value] of rest.slice(0, MOST_FACTS)) {
      rows.push(
        ...paragraph(clean(`${name} = ${formatValue(value)}`, look), width, { first: row('  '), tone: 'muted' }),
      );
    }
    rows.push(BLANK);
  }
  return [...rows, ...nextRows(state, walk, width, judgement.advice)];
}
