import type { Json } from '../session/evidence.ts';
import type { Report, ReportStep } from './report.ts';

/** Two walks side by side (`walkdown.comparison/1`): a pure difference of their reports. */
export interface Comparison {
  readonly schema: 'walkdown.comparison/1';
  readonly left: Report;
  readonly right: Report;
  /** What explains most first. */
  readonly differences: readonly Difference[];
}

export interface Verdict {
  readonly outcome: string;
  readonly code: string;
  readonly summary: string;
}

export interface FactDifference {
  readonly fact: string;
  /** null: not seen there. */
  readonly left: Json;
  readonly right: Json;
}

/** One step of one subject that was judged otherwise, or saw other facts. */
export interface Difference {
  readonly step: string;
  readonly subject: string;
  /** null: the step was not taken there. */
  readonly left: Verdict | null;
  readonly right: Verdict | null;
  readonly facts: readonly FactDifference[];
}

/**
 * Where two reports differ. Facts that only measure (milliseconds, shares, times) count where the verdict differs, and
 * texts made of other facts never do: two healthy runs of one container differ in nothing.
 */
export function compareReports(left: Report, right: Report): Comparison {
  const [ours, theirs] = [latest(left), latest(right)];
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differences = keys.flatMap((key): Difference[] => {
    const [a, b] = [ours.get(key), theirs.get(key)];
    const one = a ?? b;
    if (one === undefined) return [];
    const facts = a && b && isSeen(a) && isSeen(b) ? factDifferences(a, b) : [];
    if (a && b && !judgedOtherwise(a, b) && facts.length === 0) return [];
    if ((a ?? b)?.outcome === 'not-applicable' && !(a && b)) return [];
    return [{ step: one.id, subject: one.subject, left: verdict(a), right: verdict(b), facts }];
  });
  const cited = citedSteps(left, right);
  const rank = (one: Difference): number => rankOf(one, cited);
  return { schema: 'walkdown.comparison/1', left, right, differences: differences.sort((a, b) => rank(a) - rank(b)) };
}

/** The differences in judgement alone, without those that are facts only. */
export function judgedDifferently(differences: readonly Difference[]): Difference[] {
  return differences.filter(
    ({ left, right }) => left === null || right === null || left.outcome !== right.outcome || left.code !== right.code,
  );
}

/** Steps about what stands around a container: that is another for each, and explains nothing of it. */
const OF_OTHERS: readonly string[] = ['neighbours'];

function latest(report: Report): Map<string, ReportStep> {
  const own = report.steps.filter(({ id }) => !OF_OTHERS.includes(id));
  return new Map(own.map((step) => [`${step.id}\n${step.subject}`, step]));
}

function verdict(step: ReportStep | undefined): Verdict | null {
  return step === undefined ? null : { outcome: step.outcome, code: step.code, summary: step.summary };
}

function isSeen({ outcome }: ReportStep): boolean {
  return outcome === 'ok' || outcome === 'suspect' || outcome === 'fault';
}

function judgedOtherwise(a: ReportStep, b: ReportStep): boolean {
  return a.outcome !== b.outcome || a.code !== b.code;
}

/** Names of facts that are made of others, for sentences. */
const PRESENTATION = /(?:Text|Ago|Line|Words|shortId)$/;
/** Names of facts that are another number at each look. */
const MEASURE =
  /(?:Ms|Seconds|Share|share|Percent|looks|Looks|threads|Together|open|connections|fullest|bytes|cores|PerSecond)$/;
const MOMENT = /^\d{4}-\d\d-\d\dT/;

function factDifferences(a: ReportStep, b: ReportStep): FactDifference[] {
  const otherwise = judgedOtherwise(a, b);
  // What a performance step sees is a measurement altogether.
  if (!otherwise && a.phase === 'performance') return [];
  const names = [...new Set([...Object.keys(a.facts), ...Object.keys(b.facts)])].filter(
    (name) => !PRESENTATION.test(name),
  );
  return names.flatMap((fact): FactDifference[] => {
    const left = a.facts[fact] ?? null;
    const right = b.facts[fact] ?? null;
    if (JSON.stringify(left) === JSON.stringify(right)) return [];
    if (!otherwise && isMeasured(fact, left, right)) return [];
    return [{ fact, left, right }];
  });
}

function isMeasured(fact: string, left: Json, right: Json): boolean {
  if (typeof left === 'string' && typeof right === 'string' && MOMENT.test(left) && MOMENT.test(right)) return true;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (Number.isInteger(left) && Number.isInteger(right)) return MEASURE.test(fact);
  return MEASURE.test(fact) || Math.abs(left - right) < 0.01 * Math.max(Math.abs(left), Math.abs(right));
}

function citedSteps(...reports: readonly Report[]): ReadonlySet<string> {
  return new Set(reports.flatMap((one) => one.rootCauses.flatMap((cause) => cause.because.map(({ step }) => step))));
}

/** What a change of image or of surroundings is made of, most telling first. */
const EXPLAINS = [
  'image-id',
  'trust-store',
  'resolver-config',
  'packages',
  'libc',
  'os-release',
  'base-age',
  'proxy-config',
  'hosts-override',
  'name-cache',
  'entrypoint',
  'binary-linkage',
  'native-modules',
  'java-trust-store',
  'layers',
];

/** Proof of a root cause, then faults, then other verdicts, then facts that explain, then the rest. */
function rankOf(one: Difference, cited: ReadonlySet<string>): number {
  const [isJudged] = judgedDifferently([one]);
  const isFault = [one.left, one.right].some((verdict) => verdict?.outcome === 'fault');
  const explains = EXPLAINS.indexOf(one.step);
  const place = explains < 0 ? EXPLAINS.length : explains;
  if (cited.has(one.step)) return isJudged ? 0 : 100 + place;
  if (isJudged && isFault) return 200;
  return (explains < 0 ? (isJudged ? 400 : 500) : 300) + place;
}
