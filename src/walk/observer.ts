import type { Scope } from '../playbook/condition.ts';
import type { Step } from '../playbook/playbook.ts';
import type { EarlierFacts } from '../playbook/scope.ts';
import type { Observation, Tier } from '../session/evidence.ts';
import type { TargetFacts } from '../target/target.ts';
import type { TakeOutput } from './live-outputs.ts';

export interface ObserveRequest {
  readonly step: Step;
  readonly subject: string;
  readonly attempt: number;
  readonly target: TargetFacts;
  readonly earlier: EarlierFacts;
  /** What the step's templates may name. */
  readonly scope: Scope;
  /** Tiers that may be used now. */
  readonly allowed: ReadonlySet<Tier>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Told what a command prints, as it comes. */
  readonly onOutput?: TakeOutput;
}

/**
 * Looks at one step of one subject, somewhere: on a live engine, or in a recording. It never judges, and it never
 * throws: what went wrong is an observation of its own.
 */
export interface Observer {
  observe(request: ObserveRequest): Promise<Observation>;
}
