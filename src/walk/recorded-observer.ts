import type { SessionEvent } from '../session/events.ts';
import type { Facts, Observation } from '../session/evidence.ts';
import type { Observer } from './observer.ts';

type Observed = Extract<SessionEvent, { type: 'step.observed' }>;

/** Facts as the recording holds them, for evidence that came from it. */
export interface Recording {
  readonly observer: Observer;
  /** The journalled facts of a (step, subject, attempt); null where the recording has none. */
  facts(step: string, subject: string, attempt: number): { facts: Facts; observedAt: string } | null;
}

/**
 * Answers from a journal: a session replayed, or a recorded incident. What was never looked at then is unseen now; an
 * attempt beyond those recorded gets the last one, so that "again" works on a recording too.
 */
export function recordedObserver(events: readonly SessionEvent[]): Recording {
  const byKey = new Map<string, Observed[]>();
  for (const event of events) {
    if (event.type !== 'step.observed') continue;
    const key = keyOf(event.step, event.subject);
    byKey.set(key, [...(byKey.get(key) ?? []), event]);
  }
  const find = (step: string, subject: string, attempt: number): Observed | undefined => {
    const all = byKey.get(keyOf(step, subject));
    return all?.find((one) => one.attempt === attempt) ?? all?.at(-1);
  };
  return {
    facts(step, subject, attempt) {
      const found = find(step, subject, attempt);
      return found ? { facts: found.facts, observedAt: found.observedAt } : null;
    },
    observer: {
      async observe({ step, subject, attempt }): Promise<Observation> {
        const found = find(step.id, subject, attempt);
        if (!found) {
          return {
            kind: 'unseen',
            reason: 'the recording does not hold this step',
            toCheckIt: 'walk the container itself: walkdown TARGET',
            evidence: [],
          };
        }
        if (found.unseen) {
          const { why, reason, toCheckIt, tier } = found.unseen;
          const evidence = found.evidence;
          return why === 'unseen'
            ? { kind: why, reason, toCheckIt, tier, evidence }
            : { kind: why, reason, toCheckIt, evidence };
        }
        return { kind: 'seen', evidence: found.evidence, libcMatched: found.libcMatched };
      },
    },
  };
}

function keyOf(step: string, subject: string): string {
  return `${step}\u0000${subject}`;
}
