import type { Entry } from '../../session/state.ts';
import { first, type NotesInput } from '../context.ts';
import { type Block, code, heading, type Inline, paragraph, text } from '../document.ts';
import { prose } from '../prose.ts';
import { cut } from '../summary.ts';
import { clock, dateOf, dateTime, isAfter } from '../time.ts';

/** `time (UTC) · event · evidence`: what the operators did, decided and wrote down among what was seen. */
export function timelineSection({ state, detail }: NotesInput): Block[] {
  return [heading(2, text('Timeline')), ...rowsOf(state.timeline, detail.rows)];
}

/** What the relief reads first: the same, after a time. Empty when nothing is asked for. */
export function sinceSection({ state, since, detail }: NotesInput): Block[] {
  if (since === null) return [];
  const later = state.timeline.filter((entry) => isAfter(entry.at, since));
  const title = heading(2, text(`Since ${dateTime(since)} UTC`));
  return [title, ...(later.length > 0 ? rowsOf(later, detail.rows) : [paragraph(text('Nothing happened since.'))])];
}

function rowsOf(entries: readonly Entry[], most: number): Block[] {
  const { kept, left } = first(entries, most);
  const days = new Set(entries.map((entry) => dateOf(entry.at)));
  const time = days.size > 1 ? dateTime : clock;
  const day = days.size === 1 ? ([...days][0] ?? '') : '';
  const rows = kept.map((entry): Inline[][] => [[text(time(entry.at))], eventOf(entry), evidenceOf(entry)]);
  const blocks: Block[] = [
    { kind: 'table', head: [`time (UTC${day === '' ? '' : `, ${day}`})`, 'event', 'evidence'], rows },
  ];
  if (left > 0) blocks.push(paragraph(text(`${left} later entries are in the JSON notes.`)));
  return blocks;
}

const LABEL: Readonly<Partial<Record<Entry['kind'], string>>> = { note: 'note by', decision: 'decision:' };

function eventOf(entry: Entry): Inline[] {
  const label = LABEL[entry.kind];
  return [...(label === undefined ? [] : [text(label)]), ...prose(cut(entry.text, 500))];
}

function evidenceOf(entry: Entry): Inline[] {
  if (entry.ref !== '') return [code(entry.ref)];
  return [text(entry.kind === 'note' || entry.kind === 'decision' ? 'operator' : 'journal')];
}
