import type { Make } from '../../../lab/scenario.ts';
import { clustered, resolving } from '../../parts/resolver.ts';

export const make: Make = async (bench) => {
  const { target } = await resolving(bench, 'glibc', { negativeDelayMs: 300 }, clustered);
  return { target };
};
