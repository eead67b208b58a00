import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { isFull } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const fill = 'dd if=/dev/zero of=/data/journal bs=64k || true; exec /app/server';
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', fill] });
  const host = { Tmpfs: { '/data': 'rw,size=2m' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilLog('listening');
  return { target };
};

export const check = isFull('/data');
