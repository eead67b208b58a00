import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { texts } from './values.ts';

/** Facts of tcp_keepalive_time of the target's network, beside the Swarm services that it talks to. */
export const idleLimit: Extractor = {
  id: 'idle-limit',
  about: 'When idle connections are probed, where a Swarm’s virtual address forgets them.',
  facts: {
    keepaliveSeconds: {
      type: 'int',
      about: 'idle seconds after which this network probes a connection whose program asks for probes',
    },
    services: { type: 'list<string>', about: 'endpoints behind virtual addresses' },
  },
  extract(evidence, context): Facts {
    if (evidence[0]?.kind !== 'run') return {};
    const seconds = /^(\d{1,9})\s*$/.exec(evidence[0]?.stdout ?? '')?.[1];
    if (seconds === undefined) return {};
    const services = texts(context.earlier.neighbours?.[0]?.facts.virtualServices);
    return { keepaliveSeconds: Number(seconds), services };
  },
};
