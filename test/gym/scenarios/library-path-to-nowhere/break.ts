import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** The loader passes over a directory that is not there. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { env: { LD_LIBRARY_PATH: '/opt/vendor/lib' } });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
