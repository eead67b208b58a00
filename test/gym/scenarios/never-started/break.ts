import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Made, never started; all is there. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const target = await service(bench, image, { network: await bench.network(), start: false });
  return { target };
};
