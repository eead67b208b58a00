import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** Java's words about fonts in its log, from before they were installed. */
export const make: Make = async (bench) => {
  const line = 'java.lang.Error: Fontconfig head is null, check your fonts or fonts configuration';
  const files = {
    ...(await program('glibc')),
    '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': { content: Buffer.alloc(4096, 1) },
    '/usr/share/notice': { content: `${line}\n` },
  };
  const image = await serviceImage(bench, 'glibc', {
    files,
    entrypoint: ['/bin/sh', '-c', 'cat /usr/share/notice; exec /app/server'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
