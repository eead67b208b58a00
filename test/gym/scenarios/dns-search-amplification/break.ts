import type { Make } from '../../../lab/scenario.ts';
import { clustered, resolving } from '../../parts/resolver.ts';

/** Four search domains tried first, and each "no such name" takes 300 ms. */
export const make: Make = async (bench) => {
  const { target } = await resolving(bench, 'musl', { negativeDelayMs: 300 }, clustered);
  return { target };
};
