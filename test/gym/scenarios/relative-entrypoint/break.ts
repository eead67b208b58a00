import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** `./server` in /app. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['./server'], workdir: '/app' });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
