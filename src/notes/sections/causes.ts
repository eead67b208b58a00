import { first, latestSteps, type NotesInput } from '../context.ts';
import { type Block, code, heading, type Inline, type Item, list, paragraph, strong, text } from '../document.ts';
import { prose } from '../prose.ts';
import type { Report } from '../report.ts';
import { cut } from '../summary.ts';

/** Of what would change a verdict, the first say it. */
const MOST_CHANGES = 6;

type RootCause = Report['rootCauses'][number];

/** Each root cause with its proof, what eases it, what cures it, how to see that it is cured. */
export function causesSection({ report, detail }: NotesInput): Block[] {
  const blocks: Block[] = [heading(2, text(report.rootCauses.length > 1 ? 'Root causes' : 'Root cause'))];
  if (report.rootCauses.length === 0) blocks.push(paragraph(text('None is named.')));
  const { kept, left } = first(report.rootCauses, Math.min(detail.items, 20));
  for (const cause of kept) blocks.push(...oneCause(cause, report, detail.items));
  if (left > 0) blocks.push(paragraph(text(`${left} more are in the JSON notes.`)));
  return [...blocks, ...siblingBlocks(report)];
}

function siblingBlocks({ sibling }: Report): Block[] {
  if (sibling === undefined) return [];
  const where = sibling.node === '' ? [] : [text('on'), code(sibling.node)];
  const said = [strong('Healthy sibling'), code(sibling.name), ...where, ...prose(`(${sibling.because})`)];
  if (sibling.command === '') {
    return [paragraph(...said, text('– no way to its node is known where this was walked.'))];
  }
  return [
    paragraph(...said, text('– to compare the two:')),
    { kind: 'verbatim', lines: [sibling.command], commands: true },
  ];
}

function oneCause(cause: RootCause, report: Report, most: number): Block[] {
  const title = prose(cause.title);
  const blocks: Block[] = [heading(3, ...title, text(`(${cause.certainty})`), code(cause.id))];
  const steps = latestSteps(report);
  const proof = first(cause.because, most).kept.map(({ step, subject, text: words }): Item => {
    const judged = steps.find((one) => one.id === step && one.subject === subject);
    const about = subject === '' ? [] : [code(subject)];
    const codes = judged === undefined || judged.code === '' ? [] : [code(judged.code)];
    return { text: [...prose(judged?.title ?? step), ...about, text(':'), ...prose(cut(words, 600)), ...codes] };
  });
  if (proof.length > 0) blocks.push(paragraph(strong('Evidence')), list(proof));
  if (cause.blastRadius !== undefined) blocks.push(reachBlock(cause.blastRadius, most));
  if (cause.mitigate.length > 0) {
    blocks.push(paragraph(strong('Tonight')), list(cause.mitigate.map(mitigationItem)));
  }
  const parts: [string, readonly string[]][] = [
    ['Fix', cause.fix],
    ['To verify the fix', cause.verify],
    ['What would change this verdict', cause.wouldChange.slice(0, MOST_CHANGES)],
  ];
  for (const [label, lines] of parts) {
    if (lines.length > 0) blocks.push(paragraph(strong(label)), list(lines.map((line) => prose(line))));
  }
  return blocks;
}

/** By what they have in common: none of them was walked. */
function reachBlock(reach: NonNullable<RootCause['blastRadius']>, most: number): Block {
  const { kept, left } = first(reach.containers, Math.min(most, 40));
  const names = kept.length === 0 ? [text('no other container')] : kept.map((name) => code(name));
  const more = left > 0 ? [text(`and ${left} more`)] : [];
  const looked = text(`(${reach.checked} of ${reach.there} others looked at)`);
  return paragraph(strong('May also affect'), ...prose(`(${reach.because}):`), ...names, ...more, looked);
}

function mitigationItem(one: RootCause['mitigate'][number]): Item {
  const restarts = one.restartsTarget ? 'restarts the target' : 'restarts nothing';
  const under: Inline[][] = [
    [text('risk:'), ...prose(one.risk)],
    [text('undo:'), ...prose(one.undo)],
  ];
  return { text: [...prose(one.do), text(`(${restarts})`)], under };
}

/** What it is not, and by what that is known: what one and the same evidence rules out is told in one go. */
export function ruledOutSection({ report, detail }: NotesInput): Block[] {
  const blocks: Block[] = [heading(2, text('Ruled out'))];
  const byEvidence = new Map<string, { ids: string[]; because: RuledOut['because'] }>();
  for (const { id, because } of report.ruledOut) {
    const key = JSON.stringify(because);
    const known = byEvidence.get(key);
    if (known === undefined) byEvidence.set(key, { ids: [id], because });
    else known.ids.push(id);
  }
  const { kept, left } = first([...byEvidence.values()], detail.items);
  const items = kept.map(({ ids, because }) => [...ids.map(code), ...evidenceWords(because)]);
  blocks.push(items.length > 0 ? list(items) : paragraph(text('Nothing is ruled out by the evidence.')));
  if (left > 0) blocks.push(paragraph(text(`${left} more are in the JSON notes.`)));
  return blocks;
}

type RuledOut = Report['ruledOut'][number];

function evidenceWords(because: RuledOut['because']): Inline[] {
  const [by, ...more] = because;
  if (by === undefined) return [];
  const about = by.subject === '' ? [] : [code(by.subject)];
  const others = more.length > 0 ? [text(`(and ${more.length} more)`)] : [];
  return [text('by'), code(by.step), ...about, text(':'), ...prose(cut(by.text, 300)), ...others];
}
