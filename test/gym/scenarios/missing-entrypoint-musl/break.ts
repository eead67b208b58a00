import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/usr/local/bin/checkout'] });
  const target = await service(bench, image, { network: await bench.network() });
  return { target };
};
