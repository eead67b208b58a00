import { says } from '../../parts/check-inside.ts';
import { resolving } from '../../parts/nameservers.ts';

/** The upstream's name is not in the zone. */
export const make = resolving({ libc: 'glibc', config: () => ({ records: {} }) });

export const check = says('getaddrinfo api.partner.test: Name or service not known');
