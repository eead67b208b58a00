import { busy } from '../../parts/cpu-limit.ts';

/** A limit that nothing reaches. */
export const make = busy('glibc', 0.6, 'echo started; while :; do sleep 1; done');
