import { thoughtful } from '../../parts/slow-upstream.ts';

export const make = thoughtful('glibc', 3500);
