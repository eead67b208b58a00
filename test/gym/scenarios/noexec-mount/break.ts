import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A program on a volume that is mounted without the right to execute. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', {
    entrypoint: ['/bin/sh', '-c', 'cp /app/server /plugins/server && exec /plugins/server'],
  });
  const host = { Tmpfs: { '/plugins': 'rw,noexec,nosuid,size=8m,mode=1777' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilState('exited');
  return { target };
};

export const check = says('/plugins/server: Permission denied', 126);
