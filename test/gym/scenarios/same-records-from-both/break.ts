import { resolving, twoServers } from '../../parts/nameservers.ts';

/** Five records in another order from each nameserver: they agree. */
export const make = resolving({ libc: 'glibc', sound: true, lines: twoServers, second: () => ({}) });
