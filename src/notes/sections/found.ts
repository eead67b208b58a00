import { findings, first, grouped, latestSteps, type NotesInput } from '../context.ts';
import { type Block, code, heading, type Inline, type Item, list, paragraph, strong, text } from '../document.ts';
import { prose } from '../prose.ts';
import type { ReportStep } from '../report.ts';
import { cut } from '../summary.ts';

const SIGN: Readonly<Record<string, string>> = {
  ok: '✔',
  suspect: '▲',
  fault: '✖',
  inconclusive: '?',
  'not-applicable': '–',
  'tool-error': '!',
};

/** What was found: seen with our own eyes, concluded from it, and not looked at; kept apart. */
export function foundSection(input: NotesInput): Block[] {
  return [heading(2, text('What was found')), ...observed(input), ...inferred(input), ...notChecked(input)];
}

function observed(input: NotesInput): Block[] {
  const { report, detail } = input;
  const odd = findings(report);
  const fine = latestSteps(report).filter((one) => one.outcome === 'ok');
  const aside = latestSteps(report).filter((one) => one.outcome === 'not-applicable');
  const blocks: Block[] = [heading(3, text('Observed'))];
  const { kept, left } = first(odd, detail.items);
  blocks.push(odd.length > 0 ? list(kept.map(observedItem)) : paragraph(text('Nothing out of order.')));
  if (left > 0) blocks.push(paragraph(text(`${left} more findings are in the JSON notes.`)));
  if (fine.length > 0) {
    const shown = first(fine, detail.items);
    const items = shown.kept.map((step): Item => ({ text: [...nameOfStep(step), ...prose(cut(step.summary, 300))] }));
    const title = [text(`${fine.length} in order`)];
    blocks.push({ kind: 'fold', title, blocks: [list(items)] });
  }
  if (aside.length > 0) {
    const items = first(aside, detail.items).kept.map((step) => [
      ...nameOfStep(step),
      ...prose(cut(step.summary, 200)),
    ]);
    blocks.push({ kind: 'fold', title: [text(`${aside.length} did not apply`)], blocks: [list(items)] });
  }
  return blocks;
}

/** Title and subject, with a colon. */
function nameOfStep(step: Pick<ReportStep, 'title' | 'subject' | 'attempt'>): Inline[] {
  const again = step.attempt > 1 ? ` (attempt ${step.attempt})` : '';
  const subject = step.subject === '' ? [] : [code(step.subject)];
  return [...prose(`${step.title}${again}`), ...subject, text(':')];
}

function observedItem(step: ReportStep): Item {
  const under: Inline[][] = [];
  const [evidence] = step.evidence;
  if (step.because.length > 0) {
    under.push([
      text('facts:'),
      ...step.because.slice(0, 8).map(({ fact, value }) => code(`${fact} = ${short(value)}`)),
    ]);
  }
  if (step.meaning !== '') under.push(prose(cut(step.meaning, 600)));
  if (evidence !== undefined) under.push(seenFrom(step, evidence));
  const kind = step.kind === 'hygiene' ? ', not tonight’s trouble' : '';
  const label = strong(`${SIGN[step.outcome] ?? '?'} ${step.outcome}${kind}`);
  const tail = step.code === '' ? [] : [code(step.code)];
  return { text: [label, ...nameOfStep(step), ...prose(cut(step.summary, 600)), ...tail], under };
}

function seenFrom(step: ReportStep, evidence: ReportStep['evidence'][number]): Inline[] {
  const how: Record<string, string> = {
    run: 'a command run',
    read: 'read',
    exchange: 'a conversation made',
    ask: 'asked of the operator',
    derive: 'derived from earlier facts',
  };
  const unmatched = step.libcMatched === false ? '; with tools of another libc than the target’s' : '';
  const words = `${how[evidence.kind] ?? 'seen'}, view ${evidence.view}, tier ${evidence.tier}${unmatched}`;
  return [text(words), ...(evidence.what === '' ? [] : [text(':'), ...prose(cut(evidence.what, 200))])];
}

function short(value: unknown): string {
  const words = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return cut(words, 160);
}

function inferred({ report, detail }: NotesInput): Block[] {
  const items = first(report.rootCauses, detail.items).kept.map(({ id, certainty, title, subjects }) => {
    const about = subjects.slice(0, 6).map((subject) => code(subject));
    return [strong(certainty), ...prose(title), ...about, code(id)];
  });
  const none = report.steps.some((one) => one.outcome === 'fault' && one.kind !== 'hygiene')
    ? 'No root cause follows from the findings.'
    : 'No root cause.';
  return [heading(3, text('Inferred')), items.length > 0 ? list(items) : paragraph(text(none))];
}

function notChecked({ report, detail }: NotesInput): Block[] {
  const open = latestSteps(report).filter((one) => one.outcome === 'inconclusive' || one.outcome === 'tool-error');
  const titles = new Map(report.steps.map((step) => [step.id, step.title]));
  const left = new Set(report.notChecked.map((one) => `${one.step}\n${one.subject}`));
  const { alone, together } = grouped(report.notChecked);
  const items: Item[] = alone.map(({ step, subject, reason, toCheckIt, tier }) => ({
    text: [...prose(titles.get(step) ?? step), ...(subject === '' ? [] : [code(subject)]), text(':'), ...prose(reason)],
    under: toCheck(toCheckIt, tier),
  }));
  for (const step of open) {
    if (left.has(`${step.id}\n${step.subject}`)) continue;
    const label = step.outcome === 'tool-error' ? '! our own failure' : '? inconclusive';
    items.push({
      text: [strong(label), ...nameOfStep(step), ...prose(cut(step.summary, 400))],
      under: toCheck(step.advice, undefined),
    });
  }
  for (const { reason, steps } of together) items.push({ text: [...prose(reason), text(':'), ...steps.map(code)] });
  const { kept, left: more } = first(items, detail.items);
  const blocks: Block[] = [heading(3, text('Not checked'))];
  blocks.push(items.length > 0 ? list(kept) : paragraph(text('Nothing was left out.')));
  if (more > 0) blocks.push(paragraph(text(`${more} more are in the JSON notes.`)));
  return blocks;
}

function toCheck(how: string, tier: string | undefined): Inline[][] {
  if (how === '' && tier === undefined) return [];
  const needs = tier === undefined ? [] : [text('(needs'), code(`--allow ${tier}`), text(')')];
  return [[text('to check it:'), ...prose(cut(how || 'allow it', 400)), ...needs]];
}
