import { latestSteps } from './context.ts';
import { visible } from './prose.ts';
import type { Report, ReportStep } from './report.ts';
import { escapeXml } from './xml.ts';

/**
 * The report as JUnit XML: a suite a phase, a case a step and subject. As with the exit status, a fault fails, a
 * failure of ours is an error, what could not be told is skipped, and suspects and hygiene pass with their words.
 */
export function renderJunit(report: Report): string {
  const steps = latestSteps(report);
  const phases = [...new Set(steps.map((step) => step.phase))];
  const suites = phases.map((phase) =>
    suite(
      phase,
      steps.filter((step) => step.phase === phase),
      report,
    ),
  );
  if (report.notChecked.length > 0) suites.push(notCheckedSuite(report, steps));
  const name = `walkdown ${report.target?.name ?? ''}`.trim();
  const total = counts(steps);
  const known = new Set(steps.map(keyOf));
  const skipped = total.skipped + report.notChecked.filter((one) => !known.has(`${one.step}\n${one.subject}`)).length;
  const tests = steps.length + skipped - total.skipped;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name=${attribute(name)} tests="${tests}" failures="${total.failures}" errors="${total.errors}" skipped="${skipped}">
${suites.join('\n')}
</testsuites>
`;
}

function attribute(text: string): string {
  return `"${escapeXml(visible(text))}"`;
}

function keyOf(step: ReportStep): string {
  return `${step.id}\n${step.subject}`;
}

type Result = 'failure' | 'error' | 'skipped' | 'passed';

function resultOf(step: ReportStep): Result {
  if (step.outcome === 'tool-error') return 'error';
  if (step.outcome === 'fault' && step.kind !== 'hygiene') return 'failure';
  return step.outcome === 'inconclusive' || step.outcome === 'not-applicable' ? 'skipped' : 'passed';
}

function counts(steps: readonly ReportStep[]) {
  const of = (result: Result): number => steps.filter((step) => resultOf(step) === result).length;
  return { failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function suite(phase: string, steps: readonly ReportStep[], report: Report): string {
  const { failures, errors, skipped } = counts(steps);
  const at = report.session.startedAt === null ? '' : ` timestamp=${attribute(report.session.startedAt.slice(0, 19))}`;
  const seconds = sum(steps.map(secondsOf)).toFixed(3);
  return `  <testsuite name=${attribute(phase || 'steps')} tests="${steps.length}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds}"${at}>
${steps.map((step) => testCase(step, report)).join('\n')}
  </testsuite>`;
}

function secondsOf(step: ReportStep): number {
  return sum(step.evidence.map((one) => (Number.isFinite(one.durationMs) ? one.durationMs : 0))) / 1000;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function testCase(step: ReportStep, report: Report): string {
  const name = `${step.title}${step.subject === '' ? '' : ` ${step.subject}`}`;
  const open = `    <testcase name=${attribute(name)} classname=${attribute(`${step.phase}.${step.id}`)} time="${secondsOf(step).toFixed(3)}"`;
  const words = [step.summary, step.meaning, step.advice, ...causesOf(step, report)]
    .filter(Boolean)
    .map((one) => visible(one));
  const message = attribute(step.summary);
  switch (resultOf(step)) {
    case 'failure':
      return `${open}><failure type=${attribute(step.code || 'fault')} message=${message}>${escapeXml(words.join(' | '))}</failure></testcase>`;
    case 'error':
      return `${open}><error type="tool-error" message=${message}/></testcase>`;
    case 'skipped':
      return `${open}><skipped message=${attribute(`${step.outcome}: ${step.summary}`)}/></testcase>`;
    case 'passed':
      return step.outcome === 'ok'
        ? `${open}/>`
        : `${open}><system-out>${escapeXml(`${step.outcome} ${step.code}: ${words.join(' | ')}`)}</system-out></testcase>`;
  }
}

function causesOf(step: ReportStep, report: Report): string[] {
  return report.rootCauses
    .filter((cause) => cause.because.some((one) => one.step === step.id && one.subject === step.subject))
    .map((cause) => `root cause (${cause.certainty}): ${cause.title}`);
}

function notCheckedSuite(report: Report, steps: readonly ReportStep[]): string {
  const known = new Set(steps.map(keyOf));
  const left = report.notChecked.filter((one) => !known.has(`${one.step}\n${one.subject}`));
  const cases = left.map(({ step, subject, reason, toCheckIt }) => {
    const name = `${step}${subject === '' ? '' : ` ${subject}`}`;
    const why = `not checked: ${reason}${toCheckIt === '' ? '' : `; to check it: ${toCheckIt}`}`;
    return `    <testcase name=${attribute(name)} classname="not-checked"><skipped message=${attribute(why)}/></testcase>`;
  });
  return `  <testsuite name="not checked" tests="${left.length}" failures="0" errors="0" skipped="${left.length}">
${cases.join('\n')}
  </testsuite>`;
}
