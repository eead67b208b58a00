import type { Make } from '../../../lab/scenario.ts';
import { at, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { noProxy } from '../../parts/check-upstream.ts';

/** A proxy is configured, and nothing listens there; the upstream itself answers. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const proxy = `http://${upstream.network.address(at.nobody)}:3128`;
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: 'localhost,127.0.0.1' };
  const target = await calling(bench, image, upstream.network, { env });
  await target.untilLog('listening');
  return { target };
};

export const check = noProxy;
