import { both } from '../../parts/check-inside.ts';
import { knowsName, secondDenies } from '../../parts/check-names.ts';
import { resolving, twoServers } from '../../parts/nameservers.ts';

/** The two nameservers say different things. */
export const make = resolving({ libc: 'glibc', lines: twoServers, second: () => ({ records: {} }) });

export const check = both(knowsName, secondDenies);
