import type { Judgement } from '../judge/outcome.ts';
import type { Cause } from '../playbook/causes.ts';
import type { SubjectKind } from '../playbook/playbook.ts';
import type { Facts, Tier } from '../session/evidence.ts';
import type { TargetFacts } from '../target/target.ts';

/** One attempt at a step for one subject, judged. */
export interface StepResult {
  readonly step: string;
  /** Empty for steps without subjects. */
  readonly subject: string;
  /** From 1; only the latest counts. */
  readonly attempt: number;
  readonly judgement: Judgement;
  readonly facts: Facts;
  /** False: the tools' libc was not the target's, and what they saw proves nothing. Null: no libc is involved. */
  readonly libcMatched: boolean | null;
  readonly observedAt: string;
  readonly kind: 'diagnosis' | 'hygiene';
  /** What the step is taken for; without it, a clause's own step says so. */
  readonly each?: SubjectKind | null;
}

/** What was planned and not looked at. */
export interface NotChecked {
  readonly step: string;
  readonly subject: string;
  readonly reason: string;
  readonly toCheckIt: string;
  readonly tier?: Tier | undefined;
}

export interface DiagnosisInput {
  readonly causes: readonly Cause[];
  readonly results: readonly StepResult[];
  readonly notChecked: readonly NotChecked[];
  /** Id of the symptom chosen; `unknown` or empty: none. */
  readonly symptom: string;
  readonly target: TargetFacts;
}

export interface Because {
  readonly step: string;
  readonly subject: string;
  /** The step's sentence. */
  readonly text: string;
}

export type Certainty = 'confirmed' | 'likely' | 'possible';

/**
 * The latest attempt of every step and subject, in an order that does not depend on the order they came in: by step,
 * then subject.
 */
export function latestResults(results: readonly StepResult[]): StepResult[] {
  const latest = new Map<string, StepResult>();
  for (const result of results) {
    const key = `${result.step}\n${result.subject}`;
    const known = latest.get(key);
    if (known === undefined || isLater(result, known)) latest.set(key, result);
  }
  return [...latest.entries()].sort(([a], [b]) => compareText(a, b)).map(([, result]) => result);
}

function isLater(one: StepResult, two: StepResult): boolean {
  if (one.attempt !== two.attempt) return one.attempt > two.attempt;
  return compareText(one.observedAt, two.observedAt) > 0;
}

/** Order of two texts that is the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The sentence of a result, as evidence. */
export function becauseOf(result: StepResult): Because {
  const text = result.judgement.summary || result.judgement.outcome;
  return { step: result.step, subject: result.subject, text };
}

/** Evidence without repetitions, in the order given. */
export function distinct(list: readonly Because[], most = 40): Because[] {
  const seen = new Set<string>();
  const kept = list.filter(({ step, subject, text }) => {
    const key = `${step}\n${subject}\n${text}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
  return kept.slice(0, most);
}
