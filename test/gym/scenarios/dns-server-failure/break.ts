import { nameserverFails } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

/** The nameserver fails. */
export const make = resolving({ libc: 'glibc', config: () => ({ rules: [{ do: 'servfail' }] }) });

export const check = nameserverFails;
