import { both } from '../../parts/check-inside.ts';
import { knowsName, slowDenial } from '../../parts/check-names.ts';
import { clustered, resolving } from '../../parts/nameservers.ts';

/** Four search domains tried first, and each "no such name" takes 300 ms. */
export const make = resolving({ libc: 'musl', config: () => ({ negativeDelayMs: 300 }), lines: clustered });

export const check = both(slowDenial(290), knowsName);
