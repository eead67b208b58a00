import { says } from '../../parts/check-inside.ts';
import { resolving } from '../../parts/nameservers.ts';

/** The answer does not fit into a datagram, and nothing listens on TCP. */
export const make = resolving({ libc: 'glibc', config: () => ({ rules: [{ do: 'truncate' }], tcp: 'refuse' }) });

export const check = says('getaddrinfo api.partner.test: Temporary failure');
