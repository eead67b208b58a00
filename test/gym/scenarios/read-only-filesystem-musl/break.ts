import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A read-only root, and a program that writes to it at start. */
export const make: Make = async (bench) => {
  const write = 'set -e; mkdir -p /app/cache; echo warm >/app/cache/index; exec /app/server';
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', write] });
  const target = await service(bench, image, { network: await bench.network(), host: { ReadonlyRootfs: true } });
  await target.untilState('exited');
  return { target };
};

export const check = says('Read-only file system', 1);
