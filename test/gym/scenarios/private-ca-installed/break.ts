import type { Make } from '../../../lab/scenario.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** Healthy: a private authority that is in the target's bundle, as it should be. */
export const make: Make = async (bench) => {
  const scenario = await tlsTrouble(bench, {});
  await scenario.target.untilLog('connect api.partner.test:8443: ok');
  return scenario;
};
