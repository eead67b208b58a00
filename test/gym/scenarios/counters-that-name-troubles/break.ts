import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Words of trouble, and none of it. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', {
    entrypoint: [
      '/bin/sh',
      '-c',
      'echo "last hour: no space left on device 0, out of memory 0, too many open files 0, connection timed out 0, errors 0"; exec /app/server',
    ],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
