import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** A program that only its own user may start, started by that user. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', {
    run: ['chown -R 4711:4711 /app && chmod 0500 /app/server && chmod 0700 /app'],
    user: '4711:4711',
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
