import { first, grouped, type NotesInput } from '../context.ts';
import { type Block, checklist, code, heading, type Inline, paragraph, strong, text } from '../document.ts';
import { prose } from '../prose.ts';
import { cut } from '../summary.ts';
import { dateTime } from '../time.ts';

/** A checklist: what is open now, and what is for Monday. */
export function followUpsSection({ report, state, detail }: NotesInput): Block[] {
  const [cause] = report.rootCauses;
  const now: Inline[][] = [];
  for (const fix of cause?.fix ?? []) now.push([text('fix:'), ...prose(fix)]);
  for (const check of cause?.verify ?? []) now.push([text('verify:'), ...prose(check)]);
  const { alone, together } = grouped(report.notChecked);
  for (const one of alone) {
    const about = one.subject === '' ? [] : [code(one.subject)];
    now.push([text('check:'), code(one.step), ...about, text('–'), ...prose(cut(one.toCheckIt || one.reason, 300))]);
  }
  for (const { steps } of together) now.push([text('take the steps that were not reached:'), ...steps.map(code)]);
  for (const left of report.interference.leftBehind) now.push([text('remove what is left of ours:'), code(left)]);
  const monday: Inline[][] = [];
  for (const one of report.rootCauses) for (const line of one.followUp) monday.push(prose(line));
  for (const one of report.hygiene) {
    monday.push(prose(one.text));
    for (const line of one.followUp) monday.push([...prose(line), code(one.id)]);
  }
  const blocks: Block[] = [heading(2, text('Follow-ups'))];
  for (const one of state.verified) {
    const steps = one.steps.map((step) => code(step));
    const words = [strong(`Verified fixed at ${dateTime(one.at)} UTC`), text(': before:'), ...prose(one.before)];
    blocks.push(paragraph(...words, text('; after:'), ...prose(one.after), text('; steps:'), ...steps));
  }
  blocks.push(...checks('Immediate', now, detail.items), ...checks('Monday', monday, detail.items));
  return blocks;
}

function checks(title: string, items: readonly Inline[][], most: number): Block[] {
  const unique = new Map(items.map((item) => [JSON.stringify(item), item]));
  const { kept, left } = first([...unique.values()], most);
  const blocks: Block[] = [heading(3, text(title))];
  blocks.push(kept.length > 0 ? checklist(kept) : paragraph(text('None.')));
  if (left > 0) blocks.push(paragraph(text(`${left} more are in the JSON notes.`)));
  return blocks;
}
