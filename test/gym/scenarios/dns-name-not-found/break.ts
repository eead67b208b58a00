import type { Make } from '../../../lab/scenario.ts';
import { resolving } from '../../parts/resolver.ts';

/** The upstream's name is not in the zone. */
export const make: Make = async (bench) => {
  const { target } = await resolving(bench, 'glibc', { records: {} });
  await target.untilLog('getaddrinfo');
  return { target };
};
