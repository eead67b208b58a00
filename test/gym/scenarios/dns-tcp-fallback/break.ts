import type { Make } from '../../../lab/scenario.ts';
import { says } from '../../parts/check-inside.ts';
import { misbehaving } from '../../parts/resolver.ts';

/** The answer does not fit into a datagram, and nothing listens on TCP. */
export const make: Make = (bench) => misbehaving(bench, 'glibc', { do: 'truncate' }, { tcp: 'refuse' });

export const check = says('getaddrinfo api.partner.test: Temporary failure');
