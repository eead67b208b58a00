import type { Extractor } from '../extract/extractor.ts';
import type { Judgement } from '../judge/outcome.ts';
import type { PlannedStep } from '../playbook/next-step.ts';
import type { Playbook, Step } from '../playbook/playbook.ts';
import type { EarlierFacts } from '../playbook/scope.ts';
import type { Evidence, Facts, Tier } from '../session/evidence.ts';
import type { Journal } from '../session/journal.ts';
import type { WalkState } from '../session/state.ts';
import type { TargetFacts } from '../target/target.ts';
import type { Observer } from './observer.ts';
import type { Decision } from './policy.ts';

interface Redacted {
  evidence: Evidence[];
  facts: Facts;
  rules: Record<string, number>;
}

/** Masks secrets in what is about to be journalled; says by which rules and how often. */
type Redact = (evidence: Evidence[], facts: Facts) => Redacted | Promise<Redacted>;

/** Judges one step's facts by its rules (src/judge/). */
type JudgeStep = (
  step: Step,
  facts: Facts,
  context: { target: TargetFacts; subject: string; earlier: EarlierFacts },
) => Judgement;

/** Says whether a step applies to the target, in words where it does not (its `when`). */
type Applies = (
  step: Step,
  target: TargetFacts,
  subject: string,
  earlier: EarlierFacts,
) => { applies: boolean; why: string };

/** What comes next, by the playbook, the symptom and what was found (src/playbook/next-step.ts). */
type PlanSteps = (state: WalkState) => PlannedStep[];

/** Facts that are already known for an attempt (a recording's), so that nothing is extracted again. */
type KnownFacts = (step: string, subject: string, attempt: number) => { facts: Facts; observedAt: string } | null;

/** What a conductor works with: rules, eyes and a journal. */
export interface ConductorParts {
  readonly playbook: Playbook;
  readonly extractors: Readonly<Record<string, Extractor>>;
  readonly observer: Observer;
  readonly journal: Journal;
  readonly redact: Redact;
  /** Masks what a running command has printed so far, as `redact` will; without it, none of that is shown. */
  readonly maskLive?: (text: string) => Promise<string>;
  readonly judge: JudgeStep;
  readonly applies: Applies;
  readonly plan: PlanSteps;
  readonly knownFacts?: KnownFacts;
  /** What of the wanted tiers may be used at all, whoever allows them (src/walk/policy.ts); default: all. */
  readonly ceiling?: (wanted: readonly Tier[]) => Decision;
  /** Overrides the steps' own time limits, in milliseconds. */
  readonly timeoutMs: number | null;
  readonly now: () => Date;
}
