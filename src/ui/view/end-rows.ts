import { blastText } from '../../diagnose/blast-radius.ts';
import type { RootCause } from '../../diagnose/diagnose.ts';
import { siblingText } from '../../diagnose/sibling.ts';
import { clean, type Look } from '../look.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { BLANK, paragraph, type Row, row, span } from '../rows.ts';
import { spinner } from './sign.ts';
import { count } from './words.ts';

const LABEL = 11;
const MOST_LISTED = 12;

/** The end: the cause in a sentence, what eases it, what cures it, how to verify; what was ruled out; where the notes are. */
export function endRows(state: UiState, walk: WalkView, width: number): readonly Row[] {
  const { look } = state;
  const { rootCauses } = walk.diagnosis;
  const [first, ...others] = rootCauses;
  const rows: Row[] = first === undefined ? nothingRows(state, walk, width) : causeRows(first, width, look);
  const { sibling } = walk.diagnosis;
  if (sibling !== undefined) rows.push(...labelled('compare', clean(siblingText(sibling), look), width));
  for (const other of others) {
    const text = clean(`${other.title} (${other.id})`, look);
    rows.push(...labelled(`also ${other.certainty}`, text, width));
  }
  rows.push(BLANK);
  const out = walk.diagnosis.ruledOut.map((one) => one.id);
  if (out.length > 0) rows.push(...labelled('ruled out', clean(listed(out), look), width, 'muted'));
  const unchecked = walk.diagnosis.notChecked.map(
    ({ step, subject, reason }) => `${step}${subject === '' ? '' : ` ${subject}`} (${reason})`,
  );
  if (unchecked.length > 0) rows.push(...labelled('not checked', clean(listed(unchecked, 4), look), width, 'muted'));
  const tidy = walk.diagnosis.hygiene.map((one) => one.text);
  if (tidy.length > 0) rows.push(...labelled('follow-ups', clean(listed(tidy, 4), look), width, 'muted'));
  const verified = walk.state.verified.at(-1);
  const again = state.rerun ?? verified;
  if (again !== undefined && again !== null) {
    rows.push(...labelled('run again', clean(`${again.before}; ${again.after}`, look), width));
  }
  rows.push(...labelled('walked', walkedText(walk), width, 'muted'));
  rows.push(...runningRow(state, walk));
  if (walk.recorded)
    rows.push(
      ...labelled('recording', 'all of this was recorded earlier; nothing was looked at now', width, 'recorded'),
    );
  const notes = state.notesPath === '' ? 'being written' : clean(state.notesPath, look);
  rows.push(...labelled('notes', notes, width, 'strong'));
  return rows;
}

function causeRows(cause: RootCause, width: number, look: Look): Row[] {
  const tone = cause.certainty === 'confirmed' ? 'fault' : 'suspect';
  const sign = cause.certainty === 'confirmed' ? look.glyphs.fault : look.glyphs.suspect;
  const rows: Row[] = [
    row(span(`${sign} Root cause, ${cause.certainty}`, tone), span(`  ${cause.id}`, 'muted')),
    ...paragraph(clean(cause.title, look), width, { first: row('  '), tone: 'strong' }),
  ];
  const proof = cause.because.slice(0, 3);
  for (const [index, { text, step, subject }] of proof.entries()) {
    const from = `${step}${subject === '' ? '' : ` ${subject}`}`;
    rows.push(...labelled(index === 0 ? 'proof' : '', clean(`${text} (${from})`, look), width, 'muted'));
  }
  if (cause.blastRadius !== undefined) {
    rows.push(...labelled('may also', clean(`affect ${blastText(cause.blastRadius)}`, look), width));
  }
  rows.push(BLANK);
  for (const [index, one] of cause.mitigate.entries()) {
    rows.push(...labelled(index === 0 ? 'tonight' : '', clean(one.do, look), width, 'accent'));
    const restarts = one.restartsTarget ? 'restarts the target' : 'restarts nothing';
    const undo = one.undo === '' ? '' : `; undo: ${one.undo}`;
    rows.push(...labelled('', clean(`${restarts}; risk: ${one.risk}${undo}`, look), width, 'muted'));
  }
  for (const [index, text] of cause.fix.entries())
    rows.push(...labelled(index === 0 ? 'fix' : '', clean(text, look), width));
  for (const [index, text] of cause.verify.entries())
    rows.push(...labelled(index === 0 ? 'verify' : '', clean(text, look), width));
  return rows;
}

function nothingRows(state: UiState, walk: WalkView, width: number): Row[] {
  const { look } = state;
  const left = walk.remaining.length;
  const { inconclusive, notChecked } = walk.diagnosis.coverage;
  const isWhole = left === 0 && inconclusive + notChecked === 0;
  const sign = isWhole ? span(look.glyphs.ok, 'ok') : span(look.glyphs.inconclusive, 'unknown');
  const said = isWhole ? 'Nothing wrong was found.' : 'No root cause was found in what could be seen.';
  const parts = [
    left > 0 ? `${count(left, 'step')} not walked yet` : '',
    inconclusive > 0 ? `${inconclusive} inconclusive` : '',
    notChecked > 0 ? `${notChecked} not checked` : '',
  ].filter(Boolean);
  const rows: Row[] = [row(sign, ' ', span(said, 'strong'))];
  if (parts.length > 0) rows.push(...paragraph(parts.join(', '), width, { first: row('  '), tone: 'muted' }));
  return rows;
}

/** What makes up the counter in the first row. */
function walkedText({ diagnosis, progress }: WalkView): string {
  const { judged, inconclusive, notChecked } = diagnosis.coverage;
  const open = progress.total - progress.done;
  const parts = [
    `${judged} judged`,
    inconclusive > 0 ? `${inconclusive} inconclusive` : '',
    notChecked > 0 ? `${notChecked} not checked` : '',
    open > 0 ? `${open} to come` : '',
  ].filter(Boolean);
  return `${count(judged + inconclusive + notChecked + open, 'step')}: ${parts.join(', ')}`;
}

function runningRow(state: UiState, walk: WalkView): Row[] {
  const { running, look, now } = state;
  if (running === null) return [];
  const title = walk.playbook.steps.find((one) => one.id === running.step)?.title ?? running.step;
  return [row(spinner(look, now), ` running ${clean(`${title} ${running.subject}`.trim(), look)}`)];
}

function labelled(
  label: string,
  text: string,
  width: number,
  tone: 'text' | 'muted' | 'accent' | 'strong' | 'recorded' = 'text',
): Row[] {
  return paragraph(text, width, { first: row(span(`  ${label.padEnd(LABEL)} `, 'muted')), tone });
}

function listed(items: readonly string[], most = MOST_LISTED): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(', ')} and ${more} more` : items.join(', ');
}
