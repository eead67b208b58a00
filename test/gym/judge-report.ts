import type { Report } from '../../src/notes/report.ts';
import type { Expectation } from './expectation.ts';

/** What a report was worth. */
export interface Verdict {
  readonly named: readonly string[];
  /** The first cause is the right one, and every expected one is named; on a healthy container: nothing is. */
  readonly right: boolean;
  /** Expected causes that were not named, or not first. */
  readonly missed: readonly string[];
  /** Causes that were named and are none. */
  readonly falsely: readonly string[];
  /** The first cause cites a step that found something, with facts and evidence; null without causes. */
  readonly grounded: boolean | null;
  readonly steps: number;
  /** Everything that is wrong, a sentence each. */
  readonly problems: readonly string[];
}

/** Judges a report, and the exit status that came with it, against what is known of the container. Pure. */
export function judgeReport(report: Report, exit: number, expected: Expectation): Verdict {
  const named = report.rootCauses.map((one) => one.id);
  const problems: string[] = [];
  const [first] = expected.causes;
  const missed = expected.causes.filter((id, index) => (index === 0 ? named[0] !== id : !named.includes(id)));
  const falsely = named.filter((id) => !expected.causes.includes(id) && !expected.accepted?.includes(id));
  if (missed.length > 0) problems.push(`missed ${missed.join(', ')} (named: ${named.join(', ') || 'nothing'})`);
  if (falsely.length > 0) {
    const worse = falsely.filter((id) => expected.forbidden?.includes(id));
    problems.push(
      `falsely named ${falsely.join(', ')}${worse.length > 0 ? ` (the naive answer: ${worse.join(', ')})` : ''}`,
    );
  }
  const wantedExit = expected.exit ?? (expected.causes.length > 0 ? 1 : 0);
  if (exit !== wantedExit) problems.push(`exit status ${exit}, not ${wantedExit}: ${loudest(report)}`);
  const grounded = report.rootCauses.length === 0 ? null : isGrounded(report, expected);
  if (grounded === false) problems.push(`the cited steps do not hold the evidence for ${named[0]}`);
  const right = first === undefined ? named.length === 0 : missed.length === 0;
  return { named, right, missed, falsely, grounded, steps: report.steps.length, problems };
}

/** One of the cited steps is the expected one, found something, and holds facts and evidence. */
function isGrounded(report: Report, expected: Expectation): boolean {
  const because = report.rootCauses[0]?.because ?? [];
  return because.some(({ step, subject }) => {
    if (expected.cited.length > 0 && !expected.cited.includes(step)) return false;
    const record = report.steps.findLast((one) => one.id === step && one.subject === subject);
    if (!record) return false;
    const found = record.outcome === 'fault' || record.outcome === 'suspect';
    const derived = record.evidence.length === 0 && step === 'dns-agreement';
    return found && Object.keys(record.facts).length > 0 && (derived || record.evidence.length > 0);
  });
}

/** What speaks for an unexpected exit status: faults, and steps that could not tell. */
function loudest(report: Report): string {
  const loud = report.steps.filter((one) => ['fault', 'inconclusive', 'tool-error'].includes(one.outcome));
  const text = loud.map((one) => `${one.id}${one.subject ? `(${one.subject})` : ''} ${one.code} ${one.summary}`);
  return text.join(' | ').slice(0, 600) || 'nothing was loud';
}
