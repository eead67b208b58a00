import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** What a command line says to people is nobody's endpoint. */
export const make: Make = async (bench) => {
  const code = 'echo docs: https://handbook.invalid/x; echo bugs to http://bugs.invalid:81/ >&2; exec /app/server';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', code] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
