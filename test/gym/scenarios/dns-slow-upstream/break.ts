import { slowAnswer } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

/** Every answer takes 1.5 s. */
export const make = resolving({ libc: 'glibc', config: () => ({ rules: [{ delayMs: 1500 }] }) });

export const check = slowAnswer(1_400);
