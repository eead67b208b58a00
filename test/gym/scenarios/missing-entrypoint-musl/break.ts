import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/usr/local/bin/checkout'] });
  const target = await service(bench, image, { network: await bench.network() });
  return { target };
};

export const check = says('stat /usr/local/bin/checkout: no such file or directory', 127);
