import type { Shared } from '../target/shared.ts';
import type { Condition } from './condition.ts';
import type { SubjectKind } from './playbook.ts';

/** Root causes as data: what confirms one, what makes it likely, what rules it out, and what to do about it. */
export interface Cause {
  readonly id: string;
  readonly area: string;
  readonly kind: 'diagnosis' | 'hygiene';
  /** A template, as are all texts below: {subject}, {target.name}, facts of the proving step. */
  readonly title: string;
  readonly confirmed: readonly Clause[];
  readonly likely: readonly Clause[];
  readonly possible: readonly Clause[];
  readonly ruledOut: readonly Clause[];
  /** What takes it back, on the same subjects: wholly, or down to `to`. */
  readonly unless: readonly { readonly clause: Clause; readonly to: 'likely' | 'possible' | null }[];
  /** Causes that are only this one's symptoms: not named where this one is confirmed. */
  readonly subsumes: readonly string[];
  /** Order inside a certainty, lowest first. A chosen symptom that points here takes SYMPTOM_BONUS off. */
  readonly rank: number;
  readonly symptoms: readonly string[];
  /** What other containers that it reaches have in common with the target; null: it stays with this one. */
  readonly sharedBy: SharedBy | null;
  readonly mitigate: readonly Mitigation[];
  readonly fix: readonly Fix[];
  readonly verify: readonly string[];
  readonly followUp: readonly string[];
  readonly file: string;
  readonly line: number;
}

export interface SharedBy {
  /** The facts of `neighbours` tell who has it (sameImage, sameBundle, …). */
  readonly what: Shared;
  /** A fact of the proof that says where the shared volume is mounted; null where there is nothing to say. */
  readonly at: string | null;
}

export const DEFAULT_RANK = 50;
export const SYMPTOM_BONUS = 20;

export interface Mitigation {
  readonly do: string;
  /** Instead of it, where every placeholder of this is known and not empty. */
  readonly exactly?: string | undefined;
  readonly risk: string;
  readonly undo: string;
  readonly restartsTarget: boolean;
}

/** One sentence, or one for each kind of distribution. */
export type Fix = string | { readonly alpine: string; readonly debian: string; readonly other: string };

/** The sentence for a distribution, by its id in os-release; null where it is not known. */
export function fixFor(fix: Fix, os: string | null): string {
  if (typeof fix === 'string') return fix;
  if (os === 'alpine' || os === 'wolfi' || os === 'chainguard' || os === 'postmarketos') return fix.alpine;
  return os === 'debian' || os === 'ubuntu' ? fix.debian : fix.other;
}

export type Clause =
  | StepClause
  | { readonly kind: 'all' | 'any'; readonly of: readonly Clause[] }
  | { readonly kind: 'cause'; readonly cause: string; readonly at: 'confirmed' | 'likely' };

/** A step's latest result with one of these codes (none: any) and, if there is a condition, such facts. */
export interface StepClause {
  readonly kind: 'step';
  readonly step: string;
  readonly each: SubjectKind | null;
  readonly codes: readonly string[];
  readonly facts: Condition | null;
  readonly limits: Readonly<Record<string, number>>;
}

/** Every step clause inside of a clause. */
export function stepClausesOf(clause: Clause): StepClause[] {
  if (clause.kind === 'step') return [clause];
  return clause.kind === 'cause' ? [] : clause.of.flatMap(stepClausesOf);
}

/** Every cause that a clause refers to. */
export function causesOf(clause: Clause): string[] {
  if (clause.kind === 'cause') return [clause.cause];
  return clause.kind === 'step' ? [] : clause.of.flatMap(causesOf);
}
