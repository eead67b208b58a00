import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';

/** The upstream's host is there, and nothing listens on the port. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { trust: upstream.root });
  const env = { API_URL: `https://${API_HOST}:9443/v1` };
  const target = await calling(bench, image, upstream.network, { env });
  await target.untilLog('Connection refused');
  return { target };
};
