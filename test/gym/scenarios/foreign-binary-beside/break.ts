import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** A glibc helper lies in a musl image, and nothing starts it. */
export const make: Make = async (bench) => {
  const files = {
    ...(await program('musl')),
    '/opt/agent/bin/agent': { from: await compile('service.c', 'glibc'), mode: 0o755 },
  };
  const image = await serviceImage(bench, 'musl', { files });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
