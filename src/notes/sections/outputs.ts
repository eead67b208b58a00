import { findings, latestSteps, type NotesInput } from '../context.ts';
import { type Block, code, heading, text } from '../document.ts';
import { outputLines, prose, visible } from '../prose.ts';
import type { ReportStep } from '../report.ts';

/** What the commands printed, of the findings and of what proves a cause: cut, and said so. */
export function outputsSection({ report, detail }: NotesInput): Block[] {
  if (detail.outputLines === 0) return [];
  const proof = new Set(
    report.rootCauses.flatMap((cause) => cause.because.map(({ step, subject }) => `${step}\n${subject}`)),
  );
  const found = findings(report);
  const steps = latestSteps(report).filter((one) => found.includes(one) || proof.has(`${one.id}\n${one.subject}`));
  const folds = steps.flatMap((step) => foldOf(step, detail.outputLines));
  return folds.length === 0 ? [] : [heading(2, text('Outputs')), ...folds];
}

function foldOf(step: ReportStep, most: number): Block[] {
  const blocks: Block[] = [];
  for (const one of step.evidence.slice(0, 6)) {
    const parts: [string, string][] = [
      ['', one.stdout],
      ['standard error', one.stderr],
    ];
    const lines = one.argv.length > 0 ? [`$ ${visible(one.argv.join(' '), 400)}`] : [];
    for (const [label, output] of parts) {
      if (output.trim() === '') continue;
      if (label !== '') lines.push(`[${label}]`);
      lines.push(...outputLines(output, most));
    }
    if (one.truncated) lines.push('[… the output was longer than is kept]');
    if (one.timedOut) lines.push('[… ended at its time limit]');
    if (one.argv.length > 0 && one.exitCode !== null) lines.push(`[exit ${one.exitCode}]`);
    if (lines.length > (one.argv.length > 0 ? 2 : 0)) blocks.push({ kind: 'verbatim', lines });
  }
  if (blocks.length === 0) return [];
  const subject = step.subject === '' ? [] : [code(step.subject)];
  return [{ kind: 'fold', title: [...prose(step.title), ...subject], blocks }];
}
