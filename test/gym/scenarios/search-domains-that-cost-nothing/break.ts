import type { Make } from '../../../lab/scenario.ts';
import { clustered, resolving } from '../../parts/resolver.ts';

/** Healthy: the same search domains, with a nameserver that says no at once. */
export const make: Make = async (bench) => {
  const { target } = await resolving(bench, 'musl', {}, clustered);
  await target.untilLog('connect api.partner.test:8443: ok');
  return { target };
};
