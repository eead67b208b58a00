import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Asked to end, and it did. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    entrypoint: ['/bin/sh', '-c', 'trap "echo drained; exit 143" TERM; echo listening; while :; do sleep 1; done'],
  });
  const target = await service(bench, image);
  await target.untilLog('listening');
  await target.container.stop({ t: 30 });
  await target.untilState('exited');
  return { target };
};
