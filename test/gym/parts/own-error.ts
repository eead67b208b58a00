import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

/** The application refuses its own configuration: an error, and none of ours. */
export const ownError =
  (libc: Libc): Make =>
  async (bench) => {
    const command = "echo 'FATAL config: PAYMENTS_KEY is not set' >&2; exit 1";
    const image = await serviceImage(bench, libc, { entrypoint: ['/bin/sh', '-c', command] });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    return { target };
  };
