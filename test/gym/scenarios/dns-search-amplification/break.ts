import type { Make } from '../../../lab/scenario.ts';
import { both } from '../../parts/check-inside.ts';
import { knowsName, slowDenial } from '../../parts/check-names.ts';
import { clustered, resolving } from '../../parts/resolver.ts';

/** Four search domains tried first, and each "no such name" takes 300 ms. */
export const make: Make = async (bench) => {
  const { target } = await resolving(bench, 'musl', { negativeDelayMs: 300 }, clustered);
  return { target };
};

export const check = both(slowDenial(290), knowsName);
