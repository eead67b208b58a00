import type { SessionEvent } from '../session/events.ts';
import type { Observation } from '../session/evidence.ts';

/** Why a step could not be observed, as the journal holds it; null when it was. */
export function unseenOf(observation: Observation): Extract<SessionEvent, { type: 'step.observed' }>['unseen'] {
  if (observation.kind === 'seen') return null;
  const { kind, reason, toCheckIt } = observation;
  return kind === 'unseen'
    ? { reason, toCheckIt, tier: observation.tier, why: kind }
    : { reason, toCheckIt, why: kind };
}
