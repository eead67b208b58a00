import { resolving } from '../../parts/nameservers.ts';

/** 250 ms an answer: noticed, and sound. */
export const make = resolving({ libc: 'glibc', sound: true, config: () => ({ rules: [{ delayMs: 250 }] }) });
