import { both } from '../../parts/check-inside.ts';
import { knowsName, slowDenial } from '../../parts/check-names.ts';
import { clustered, resolving } from '../../parts/nameservers.ts';

export const make = resolving({ libc: 'glibc', config: () => ({ negativeDelayMs: 300 }), lines: clustered });

export const check = both(slowDenial(290), knowsName);
