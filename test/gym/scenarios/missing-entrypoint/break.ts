import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** An entrypoint that the image does not have. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/app/bin/server'] });
  return {
    target: await service(bench, image, { network: await bench.network() }),
  };
};

export const check = says('stat /app/bin/server: no such file or directory', 127);
