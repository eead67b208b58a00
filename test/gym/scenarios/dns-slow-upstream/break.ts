import type { Make } from '../../../lab/scenario.ts';
import { slowAnswer } from '../../parts/check-names.ts';
import { misbehaving } from '../../parts/resolver.ts';

/** Every answer takes 1.5 s. */
export const make: Make = (bench) => misbehaving(bench, 'glibc', { delayMs: 1500 });

export const check = slowAnswer(1_400);
