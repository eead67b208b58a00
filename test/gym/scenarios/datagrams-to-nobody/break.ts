import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';

/** The server answers on its own port; over TCP its 8125 is refused. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { trust: upstream.root });
  const env = { STATSD_HOST: API_HOST, STATSD_PORT: '8125' };
  const target = await calling(bench, image, upstream.network, { env });
  await target.untilLog('listening');
  return { target };
};
