import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { isOtherImage } from '../../parts/check-image.ts';

/** What runs is the build before the one that was meant. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { env: { BUILD: '418' } });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  const newer = await serviceImage(bench, 'musl', { name: 'shop/checkout:2.7.2', env: { BUILD: '419' } });
  const meant = await bench.docker.getImage(newer).inspect();
  return { target, args: ['--expect-image', meant.Id] };
};

export const check = isOtherImage;
