import { isThrottled } from '../../parts/check-inside.ts';
import { busy, SPIN } from '../../parts/cpu-limit.ts';

export const make = busy('musl', 0.02, SPIN);

export const check = isThrottled;
