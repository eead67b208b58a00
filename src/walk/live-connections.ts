import { splitEndpoint } from '../exchange/endpoint-text.ts';
import type { SessionEvent } from '../session/events.ts';
import type { Endpoint } from '../target/target.ts';

/** The step that lists the target's connections. */
const STEP = 'connections';
/** Where such an endpoint was found. */
export const LIVE_CONNECTION = 'a live connection';

/**
 * Hosts that the target is connected to, or tries to reach, and that nothing names: endpoints like others from then
 * on. What is spoken there is not known, and without a name no certificate can be judged: they are connected to, no more.
 */
export function endpointsOfConnections(event: SessionEvent, known: readonly Endpoint[]): Endpoint[] {
  if (event.type !== 'step.observed' || event.step !== STEP || event.attempt !== 1) return [];
  const { unnamed } = event.facts;
  if (!Array.isArray(unnamed)) return [];
  return unnamed
    .filter((one) => typeof one === 'string')
    .map((one): Endpoint => {
      const { host, port } = splitEndpoint(one);
      return { host, port, foundIn: LIVE_CONNECTION, source: 'used', scheme: 'tcp', tls: false };
    })
    .filter(({ host, port }) => !known.some((one) => one.host === host && one.port === port));
}
