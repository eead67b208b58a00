import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Two tags of one image: only the names differ. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc');
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  const [repo = ''] = image.split(':');
  await bench.docker.getImage(image).tag({ repo, tag: 'stable' });
  bench.onClose(() => bench.docker.getImage(`${repo}:stable`).remove());
  return { target, args: ['--expect-image', `${repo}:stable`] };
};
