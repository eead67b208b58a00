import type { Make } from '../../../lab/scenario.ts';
import { calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { isOtherImage } from '../../parts/check-image.ts';

/** What runs is the build before the one that its tag names by now; the newer one was meant to be deployed. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const old = await serviceImage(bench, 'glibc', { trust: upstream.root, env: { BUILD: '418' } });
  const target = await calling(bench, old, upstream.network);
  await target.untilLog('listening');
  const newer = await serviceImage(bench, 'glibc', {
    name: 'shop/checkout-next:2.7.1',
    trust: upstream.root,
    env: { BUILD: '419' },
  });
  const [repo = '', tag = ''] = old.split(':');
  await bench.docker.getImage(newer).tag({ repo, tag });
  const meant = await bench.docker.getImage(newer).inspect();
  return { target, args: ['--expect-image', meant.Id] };
};

export const check = isOtherImage;
