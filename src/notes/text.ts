import { blastText } from '../diagnose/blast-radius.ts';
import { siblingText } from '../diagnose/sibling.ts';
import { grouped, latestSteps, shortId } from './context.ts';
import { counted } from './counted.ts';
import { visible } from './prose.ts';
import type { Report, ReportStep } from './report.ts';
import { statusOf } from './summary.ts';

/** The report for a terminal or a log, without colours: what was found first, then how it was found. Pure. */
export function renderText(report: Report): string {
  const lines = [
    headline(report),
    ...targetLine(report),
    ...report.rootCauses.flatMap((cause, index) => causeLines(cause, index === 0)),
    ...(report.sibling === undefined ? [] : ['', `Healthy sibling: ${siblingText(report.sibling)}`]),
    ...stepLines(report),
    ...notCheckedLines(report),
    ...hygieneLines(report),
    ...closing(report),
  ];
  // Whatever a name, a log line or a certificate holds, a terminal only shows it.
  return `${lines.map((line) => visible(line)).join('\n')}\n`;
}

/** ASCII signs: this text goes into logs. */
export const SIGN: Readonly<Record<string, string>> = {
  ok: '+',
  suspect: '^',
  fault: 'x',
  inconclusive: '?',
  'not-applicable': '-',
  'tool-error': '!',
};

/** In one line: what was found of what. */
export function headline(report: Report): string {
  const [cause] = report.rootCauses;
  const name = `${report.session.recorded ? '[recording] ' : ''}${report.target?.name ?? 'the target'}`;
  if (cause) return `${name}: ${cause.title} (${cause.certainty})`;
  if (statusOf(report) === 'broken') return `${name}: faults were found, no root cause is proven`;
  if (statusOf(report) === 'open') return `${name}: it could not be told whether anything is wrong`;
  if (report.coverage.inconclusive + report.coverage.notChecked > 0)
    return `${name}: nothing wrong was found in what could be seen`;
  return `${name}: nothing wrong was found`;
}

function targetLine({ target }: Report): string[] {
  if (target === null) return [];
  const { image, libc, os } = target;
  const tag = image.tags[0] ? ` ${image.tags[0]}` : '';
  const version = libc.version ? ` ${libc.version}` : '';
  return [
    `  ${target.kind} ${target.name} (${shortId(target.id)}), image ${shortId(image.id)}${tag}, ${libc.family}${version}, ${os.name || 'no os-release'}, ${target.state}`,
  ];
}

function causeLines(cause: Report['rootCauses'][number], isFirst: boolean): string[] {
  return [
    '',
    `${isFirst ? 'Root cause' : 'Also'} (${cause.certainty}): ${cause.title} [${cause.id}]`,
    ...cause.because.map(({ step, subject, text }) => `  proof      ${text}  (${step}${about(subject)})`),
    ...(cause.blastRadius === undefined ? [] : [`  may also   affect ${blastText(cause.blastRadius)}`]),
    ...cause.mitigate.flatMap((one) => [
      `  tonight    ${one.do}`,
      `             risk: ${one.risk}; undo: ${one.undo}; ${one.restartsTarget ? 'restarts it' : 'restarts nothing'}`,
    ]),
    ...cause.fix.map((fix) => `  fix        ${fix}`),
    ...cause.verify.map((check) => `  check      ${check}`),
  ];
}

function stepLines(report: Report): string[] {
  const steps = latestSteps(report).filter((step) => step.outcome !== 'not-applicable');
  const phases = [...new Set(steps.map((step) => step.phase))];
  const lines = phases.flatMap((phase) => [` ${phase}`, ...steps.filter((step) => step.phase === phase).map(stepLine)]);
  return ['', 'Steps', ...lines];
}

function stepLine(step: ReportStep): string {
  const head = `  ${SIGN[step.outcome] ?? '?'} ${step.outcome.padEnd(12)}`;
  return `${head} ${step.title}${about(step.subject)}: ${step.summary}${step.code ? `  ${step.code}` : ''}`;
}

function notCheckedLines({ notChecked }: Report): string[] {
  if (notChecked.length === 0) return [];
  const { alone, together } = grouped(notChecked);
  const lines = alone.map(({ step, subject, reason, toCheckIt }) => {
    return `  ${step}${about(subject)}: ${reason}${toCheckIt ? `; to check it: ${toCheckIt}` : ''}`;
  });
  return ['', 'Not checked', ...lines, ...together.map(({ reason, steps }) => `  ${reason}: ${steps.join(', ')}`)];
}

function hygieneLines({ hygiene }: Report): string[] {
  if (hygiene.length === 0) return [];
  return ['', 'Follow-ups (true, and not tonight’s trouble)', ...hygiene.map((one) => `  ${one.id}: ${one.text}`)];
}

function closing({ coverage, ruledOut, interference }: Report): string[] {
  const { steps, judged, inconclusive, notChecked } = coverage;
  const { targetChanged, made, leftBehind } = interference;
  return [
    '',
    `${counted(steps, 'step')}: ${judged} judged, ${inconclusive} inconclusive, ${notChecked} not checked; ${counted(ruledOut.length, 'cause')} ruled out.`,
    `Target ${targetChanged ? 'CHANGED during the walk' : 'unchanged'}; ${counted(made.length, 'container')} of ours made, ${leftBehind.length} left behind.`,
  ];
}

function about(subject: string): string {
  return subject === '' ? '' : ` ${subject}`;
}
