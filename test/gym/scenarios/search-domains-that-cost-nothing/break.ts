import { clustered, resolving } from '../../parts/nameservers.ts';

/** Healthy: the same search domains, with a nameserver that says no at once. */
export const make = resolving({ libc: 'musl', sound: true, lines: clustered });
