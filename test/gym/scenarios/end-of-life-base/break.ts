import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** An old image, past its end of life: hygiene, not trouble. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian:bullseye'),
    files: await program('static'),
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
