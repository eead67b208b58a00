import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Nothing is executed where nothing may be. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    entrypoint: ['/bin/sh', '-c', 'echo spool >/tmp/spool.1; exec /app/server'],
  });
  const target = await service(bench, image, {
    network: await bench.network(),
    host: { Tmpfs: { '/tmp': 'noexec,size=4m' } },
  });
  await target.untilLog('listening');
  return { target };
};
