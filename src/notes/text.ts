import type { Report, ReportStep } from './report.ts';

/** The report for a terminal or a log, without colours: what was found first, then how it was found. Pure. */
export function renderText(report: Report): string {
  const lines: string[] = [];
  const target = report.target;
  lines.push(headline(report));
  if (target) {
    const { image, libc, os } = target;
    lines.push(
      `  ${target.kind} ${target.name} (${target.id.replace(/^sha256:/, '').slice(0, 12)}), image ${image.id.replace(/^sha256:/, '').slice(0, 12)}${image.tags[0] ? ` ${image.tags[0]}` : ''}, ${libc.family}${libc.version ? ` ${libc.version}` : ''}, ${os.name || 'no os-release'}, ${target.state}`,
    );
  }
  for (const [index, cause] of report.rootCauses.entries()) {
    lines.push('', `${index === 0 ? 'Root cause' : 'Also'} (${cause.certainty}): ${cause.title} [${cause.id}]`);
    for (const { step, subject, text } of cause.because)
      lines.push(`  proof      ${text}  (${step}${subject ? ` ${subject}` : ''})`);
    for (const one of cause.mitigate) {
      lines.push(`  tonight    ${one.do}`);
      lines.push(
        `             risk: ${one.risk}; undo: ${one.undo}; ${one.restartsTarget ? 'restarts it' : 'restarts nothing'}`,
      );
    }
    for (const fix of cause.fix) lines.push(`  fix        ${fix}`);
    for (const check of cause.verify) lines.push(`  check      ${check}`);
  }
  lines.push('', 'Steps');
  let phase = '';
  for (const step of latest(report.steps)) {
    if (step.outcome === 'not-applicable') continue;
    if (step.phase !== phase) {
      phase = step.phase;
      lines.push(` ${phase}`);
    }
    lines.push(
      `  ${SIGN[step.outcome] ?? '?'} ${step.outcome.padEnd(12)} ${step.title}${step.subject ? ` ${step.subject}` : ''}: ${step.summary}${step.code ? `  ${step.code}` : ''}`,
    );
  }
  if (report.notChecked.length > 0) {
    lines.push('', 'Not checked');
    for (const one of report.notChecked) {
      lines.push(
        `  ${one.step}${one.subject ? ` ${one.subject}` : ''}: ${one.reason}${one.toCheckIt ? `; to check it: ${one.toCheckIt}` : ''}`,
      );
    }
  }
  if (report.hygiene.length > 0) {
    lines.push('', 'Follow-ups (true, and not tonight’s trouble)');
    for (const one of report.hygiene) lines.push(`  ${one.id}: ${one.text}`);
  }
  const { steps, judged, inconclusive, notChecked } = report.coverage;
  lines.push(
    '',
    `${steps} steps: ${judged} judged, ${inconclusive} inconclusive, ${notChecked} not checked; ${report.ruledOut.length} causes ruled out.`,
    `Target ${report.interference.targetChanged ? 'CHANGED during the walk' : 'unchanged'}; ${report.interference.made.length} containers of ours made, ${report.interference.leftBehind.length} left behind.`,
  );
  return `${lines.join('\n')}\n`;
}

/** ASCII signs: this text goes into logs. */
const SIGN: Readonly<Record<string, string>> = {
  ok: '+',
  suspect: '^',
  fault: 'x',
  inconclusive: '?',
  'not-applicable': '-',
  'tool-error': '!',
};

function headline(report: Report): string {
  const [first] = report.rootCauses;
  const name = report.target?.name ?? 'the target';
  if (first) return `${name}: ${first.title} (${first.certainty})`;
  if (report.steps.some((one) => one.outcome === 'fault' && one.kind !== 'hygiene'))
    return `${name}: faults were found, no root cause is proven`;
  if (report.coverage.inconclusive + report.coverage.notChecked > 0)
    return `${name}: nothing wrong was found in what could be seen`;
  return `${name}: nothing wrong was found`;
}

function latest(steps: readonly ReportStep[]): ReportStep[] {
  const byKey = new Map<string, ReportStep>();
  for (const step of steps) byKey.set(`${step.id}\u0000${step.subject}`, step);
  return [...byKey.values()];
}
