import type { Make } from '../../../lab/scenario.ts';
import { misbehaving } from '../../parts/resolver.ts';

/** The nameserver fails. */
export const make: Make = (bench) => misbehaving(bench, 'glibc', { do: 'servfail' });
