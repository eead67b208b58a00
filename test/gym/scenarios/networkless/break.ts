import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** No network at all, on purpose. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const target = await service(bench, image, {});
  await target.untilLog('listening');
  return { target };
};
