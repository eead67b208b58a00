import { slowUpstream } from '../../parts/check-upstream.ts';
import { thoughtful } from '../../parts/slow-upstream.ts';

export const make = thoughtful('glibc', 3500);

export const check = slowUpstream(3_400);
