import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A volume mounted over the program's directory. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const host = { Tmpfs: { '/app': 'rw,size=1m' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  return { target };
};

export const check = says('stat /app/server: no such file or directory', 127);
