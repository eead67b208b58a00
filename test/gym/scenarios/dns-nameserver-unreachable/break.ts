import { both } from '../../parts/check-inside.ts';
import { knowsName, noNameserver } from '../../parts/check-names.ts';
import { deadFirst, resolving } from '../../parts/nameservers.ts';

/** The first nameserver of two is dead: glibc waits for it at every look-up. */
export const make = resolving({ libc: 'glibc', lines: deadFirst });

export const check = both(noNameserver, knowsName);
