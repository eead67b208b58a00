import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** It brings its libc along. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { files: await program('static') });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
