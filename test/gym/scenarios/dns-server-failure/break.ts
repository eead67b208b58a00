import type { Make } from '../../../lab/scenario.ts';
import { nameserverFails } from '../../parts/check-names.ts';
import { misbehaving } from '../../parts/resolver.ts';

/** The nameserver fails. */
export const make: Make = (bench) => misbehaving(bench, 'glibc', { do: 'servfail' });

export const check = nameserverFails;
