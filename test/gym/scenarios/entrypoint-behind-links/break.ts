import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** The way to the program leads over two links. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', {
    files: {
      ...(await program('musl')),
      '/opt/checkout/current/start': { link: '/app/server' },
      '/usr/local/bin/start': { link: '../../../opt/checkout/current/start' },
    },
    entrypoint: ['/usr/local/bin/start'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
