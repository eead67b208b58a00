import { blastText } from '../../diagnose/blast-radius.ts';
import type { RootCause } from '../../diagnose/diagnose.ts';
import { siblingText } from '../../diagnose/sibling.ts';
import { clean, cleanProse, type Look } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { atMost, BLANK, paragraph, type Row, row, span } from '../rows.ts';
import { spinner } from './sign.ts';
import { count, withAges } from './words.ts';

const LABEL = 11;
const MOST_LISTED = 12;

/** How much room there is: all that is known; its lists in a row each; the first of everything; a row of each. */
type Room = 'all' | 'lists in a row' | 'the first' | 'a row each';
const ROOMS: readonly Room[] = ['all', 'lists in a row', 'the first', 'a row each'];

function isTight(room: Room): boolean {
  return room === 'the first' || room === 'a row each';
}

/**
 * The end: the cause in a sentence, what eases it, what cures it, how to verify; what was ruled out; where the notes are.
 * All of these are on the screen at once: where there is little room, each says less of itself, and the notes have it.
 */
export function endRows(state: UiState, walk: WalkView, width: number): readonly Row[] {
  const height = bodyHeight(state.size);
  const fits = (rows: readonly Row[]): boolean => state.look.linear || rows.length <= height;
  let rows: readonly Row[] = [];
  for (const room of ROOMS) {
    rows = rowsFor(room, state, walk, width);
    if (fits(rows)) return rows;
  }
  return rows;
}

function rowsFor(room: Room, state: UiState, walk: WalkView, width: number): readonly Row[] {
  const { look } = state;
  const { rootCauses } = walk.diagnosis;
  const [first, ...others] = rootCauses;
  const rows: Row[] = first === undefined ? nothingRows(state, walk, width) : causeRows(first, width, look, room);
  const list = (label: string, items: readonly string[], most: number): void => {
    if (items.length === 0) return;
    const text = clean(
      `${items.length > most || room !== 'all' ? `${items.length}: ` : ''}${listed(items, most)}`,
      look,
    );
    const all = labelled(label, text, width, 'muted');
    rows.push(...(room === 'all' ? all : atMost(all, 1, width, look.glyphs.ellipsis)));
  };
  const { sibling } = walk.diagnosis;
  if (sibling !== undefined) {
    const text = siblingText(sibling);
    rows.push(...labelled('compare', clean(walk.recorded ? text : withAges(text, state.now), look), width));
  }
  const also = others.map((other) =>
    labelled(`also ${other.certainty}`, cleanProse(`${other.title} (${other.id})`, look), width),
  );
  rows.push(...(isTight(room) ? also.flatMap((one) => atMost(one, 1, width, look.glyphs.ellipsis)) : also.flat()));
  if (!isTight(room)) rows.push(BLANK);
  list(
    'ruled out',
    walk.diagnosis.ruledOut.map((one) => one.id),
    MOST_LISTED,
  );
  const unchecked = walk.diagnosis.notChecked.map(
    ({ step, subject, reason }) => `${step}${subject === '' ? '' : ` ${subject}`} (${reason})`,
  );
  list('not checked', unchecked, 4);
  if (room !== 'a row each')
    list(
      'follow-ups',
      walk.diagnosis.hygiene.map((one) => one.text),
      4,
    );
  const verified = walk.state.verified.at(-1);
  const again = state.rerun ?? verified;
  if (again !== undefined && again !== null) {
    rows.push(...labelled('run again', clean(`${again.before}; ${again.after}`, look), width));
  }
  if (room === 'all') rows.push(...labelled('walked', walkedText(walk), width, 'muted'));
  rows.push(...runningRow(state, walk));
  if (walk.recorded)
    rows.push(
      ...labelled('recording', 'all of this was recorded earlier; nothing was looked at now', width, 'recorded'),
    );
  const notes = state.notesPath === '' ? 'being written' : clean(state.notesPath, look);
  rows.push(...labelled('notes', notes, width, 'strong'));
  return rows;
}

function causeRows(cause: RootCause, width: number, look: Look, room: Room): Row[] {
  const tone = cause.certainty === 'confirmed' ? 'fault' : 'suspect';
  const sign = cause.certainty === 'confirmed' ? look.glyphs.fault : look.glyphs.suspect;
  const isShort = isTight(room);
  const short: Shorten = (rows, most) =>
    isShort ? atMost(rows, room === 'a row each' ? 1 : most, width, look.glyphs.ellipsis) : rows;
  const rows: Row[] = [
    row(span(`${sign} Root cause, ${cause.certainty}`, tone), span(`  ${cause.id}`, 'muted')),
    ...short(paragraph(cleanProse(cause.title, look), width, { first: row('  '), tone: 'strong' }), 3),
  ];
  const proof = cause.because.slice(0, isShort ? 1 : 3);
  for (const [index, { text, step, subject }] of proof.entries()) {
    const from = `${step}${subject === '' ? '' : ` ${subject}`}`;
    rows.push(...short(labelled(index === 0 ? 'proof' : '', clean(`${text} (${from})`, look), width, 'muted'), 2));
  }
  if (cause.blastRadius !== undefined && room !== 'a row each') {
    rows.push(...short(labelled('may also', clean(`affect ${blastText(cause.blastRadius)}`, look), width), 1));
  }
  if (!isShort) rows.push(BLANK);
  rows.push(...mitigationRows(cause, width, look, short, isShort));
  for (const [label, texts] of [
    ['fix', cause.fix],
    ['verify', cause.verify],
  ] as const) {
    for (const [index, text] of (isShort ? texts.slice(0, 1) : texts).entries())
      rows.push(...short(labelled(index === 0 ? label : '', cleanProse(text, look), width), 2));
  }
  return rows;
}

type Shorten = (rows: readonly Row[], most: number) => readonly Row[];

/** What eases it tonight, with its price; where there is little room the first, and how many there are. */
function mitigationRows({ mitigate }: RootCause, width: number, look: Look, short: Shorten, isShort: boolean): Row[] {
  const number = isShort && mitigate.length > 1 ? ` 1/${mitigate.length}` : '';
  return mitigate.slice(0, isShort ? 1 : mitigate.length).flatMap((one, index) => {
    const restarts = one.restartsTarget ? 'restarts the target' : 'restarts nothing';
    const undo = one.undo === '' ? '' : `; undo: ${one.undo}`;
    const price = cleanProse(`${restarts}; risk: ${one.risk}${undo}`, look);
    return [
      ...short(labelled(index > 0 ? '' : `tonight${number}`, cleanProse(one.do, look), width, 'accent'), 3),
      ...short(labelled('', price, width, 'muted'), 2),
    ];
  });
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
