import type { Make } from '../../../lab/scenario.ts';
import { both } from '../../parts/check-inside.ts';
import { knowsName, noAaaa } from '../../parts/check-names.ts';
import { misbehaving } from '../../parts/resolver.ts';

/** Questions for AAAA get no answer: glibc is slow, musl fails. */
export const make: Make = (bench) => misbehaving(bench, 'musl', { type: 'AAAA', do: 'drop' });

export const check = both(noAaaa, knowsName);
