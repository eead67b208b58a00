import type { Make } from '../../../lab/scenario.ts';
import { serviceImage } from '../../../lab/service.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', 'echo migrated 12 tables'] });
  const target = await bench.container({ image, name: 'migrate' });
  await target.untilState('exited');
  return { target };
};
