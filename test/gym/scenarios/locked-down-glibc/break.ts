import type { Make } from '../../../lab/scenario.ts';
import { calling, openUpstream, serveApi, serviceImage, UPSTREAM_OK } from '../../../lab/service.ts';

/** A glibc service that is nobody, may write nothing and has no capabilities. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const host = {
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Memory: 64 << 20,
  };
  const target = await calling(bench, image, upstream.network, { user: '1000:1000', host });
  await target.untilLog(UPSTREAM_OK);
  return { target };
};
