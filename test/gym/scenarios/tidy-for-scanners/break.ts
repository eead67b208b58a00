import { untidy } from '../../parts/untidy.ts';

/** Asked for, and tidy. */
export const make = untidy({ libc: 'glibc', symptom: 'scanner-findings' });
