import type { Judgement } from '../judge/outcome.ts';
import type { TargetFacts } from '../target/target.ts';
import type { Evidence, Facts, Tier } from './evidence.ts';

/**
 * The journal's events. The state of a walk is the fold of these, whoever wrote them: a walk that goes on, one that
 * was killed, one handed over and one that is replayed are the same code path.
 */
export interface EventBase {
  /** Version of the event's shape. */
  v: 1;
  /** Running number, from 0; one writer. */
  n: number;
  /** RFC 3339, milliseconds, UTC. */
  at: string;
}

export interface SessionStart {
  id: string;
  tool: { name: string; version: string };
  playbook: { id: string; version: string; sha256: string };
  engine: {
    name: string;
    version: string;
    apiVersion: string;
    host: string;
    context: string | null;
    clockSkewMs: number | null;
  };
  operator: string;
  incident: string | null;
  symptom: string;
  /** The command line that began it, redacted. */
  argv: string[];
  /** From a recording: nothing is looked at, all is replayed. */
  recorded: boolean;
}

/** One (step, subject, attempt). Attempts count from 1. */
export interface StepKey {
  step: string;
  subject: string;
  attempt: number;
}

export type SessionEvent = EventBase &
  (
    | { type: 'session.started'; session: SessionStart }
    | { type: 'session.resumed'; operator: string; machine: string }
    | { type: 'target.identified'; target: TargetFacts }
    | { type: 'symptom.chosen'; symptom: string; because: string }
    | { type: 'endpoints.chosen'; endpoints: TargetFacts['endpoints'] }
    | { type: 'consent.given'; tiers: Tier[]; what: string }
    | { type: 'consent.refused'; tiers: Tier[]; what: string }
    | {
        type: 'debug.made';
        containerId: string;
        image: { ref: string; id: string };
        tier: Tier;
        role: string;
        libc: { family: string; version: string | null };
        libcMatched: boolean | null;
        chosenBecause: string;
        privileges: string;
      }
    | { type: 'debug.removed'; containerId: string }
    | ({ type: 'step.started' } & StepKey)
    | ({
        type: 'step.observed';
        evidence: Evidence[];
        facts: Facts;
        libcMatched: boolean | null;
        unseen: { reason: string; toCheckIt: string; tier?: Tier; why: 'unseen' | 'interrupted' | 'failed' } | null;
        observedAt: string;
      } & StepKey)
    | ({ type: 'step.judged'; judgement: Judgement } & StepKey)
    | ({ type: 'step.skipped'; reason: string } & StepKey)
    | { type: 'decision.taken'; advised: string; chosen: string; reason: string }
    | { type: 'note.added'; text: string; operator: string }
    | { type: 'redaction.applied'; rule: string; count: number }
    | { type: 'connected.to'; destination: string; from: string }
    | { type: 'target.checked'; changed: boolean; details: string[]; leftBehind: string[] }
    | { type: 'verified.fixed'; steps: string[]; before: string; after: string }
    | { type: 'session.finished'; reason: 'complete' | 'left' | 'interrupted' }
  );

/** An event as its producer gives it; number, time and version are the writer's. */
export type NewEvent = SessionEvent extends infer E ? (E extends EventBase ? Omit<E, keyof EventBase> : never) : never;
