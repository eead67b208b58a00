import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** An entrypoint relative to a directory that the container was given another of. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['./server'] });
  return {
    target: await service(bench, image, { network: await bench.network(), workdir: '/srv' }),
  };
};

export const check = says('stat ./server: no such file or directory', 127);
