import type { Make } from '../../../lab/scenario.ts';
import { calling, openUpstream, serveApi, serviceImage, UPSTREAM_OK } from '../../../lab/service.ts';

/** A musl service whose upstream, name, chain and bundle are as they should be. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { trust: upstream.root });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(UPSTREAM_OK);
  return { target };
};
