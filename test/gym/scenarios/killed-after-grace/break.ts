import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Ended by a kill after SIGTERM was ignored: 137, and not for memory. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    entrypoint: ['/bin/sh', '-c', "trap '' TERM; while :; do sleep 1; done"],
  });
  const target = await service(bench, image, { network: await bench.network(), host: { Memory: 64 << 20 } });
  await target.container.stop({ t: 1 });
  await target.untilState('exited');
  return { target };
};
