import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A program compiled against musl, in a glibc image. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { files: await program('musl') });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited', 'created');
  return { target };
};

export const check = says('exec /app/server: no such file or directory', 1);
