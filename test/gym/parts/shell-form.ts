import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

/** CMD in shell form, with a program that is not there. */
export const shellForm =
  (libc: Libc): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc, {
      entrypoint: [],
      cmd: ['/bin/sh', '-c', '/app/bin/checkout --port 8080'],
    });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    return { target };
  };
