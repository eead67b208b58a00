import type { Make } from '../../../lab/scenario.ts';
import { misbehaving } from '../../parts/resolver.ts';

/** Questions for AAAA get no answer: glibc is slow, musl fails. */
export const make: Make = (bench) => misbehaving(bench, 'musl', { type: 'AAAA', do: 'drop' });
