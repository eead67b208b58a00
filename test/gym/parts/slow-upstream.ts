import type { Make } from '../../lab/scenario.ts';
import { API_HOST, calling, type Libc, openUpstream, serveApi, serviceImage } from '../../lab/service.ts';

/** The upstream thinks for three seconds, or for half of one. */
export const thoughtful =
  (libc: Libc, delayMs: number): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream, { delayMs });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const target = await calling(bench, image, upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target };
  };
