import type { Make } from '../../lab/scenario.ts';
import { proxyServer } from '../../lab/servers.ts';
import { at, calling, type Libc, openUpstream, serveApi, serviceImage } from '../../lab/service.ts';

/** An upstream behind a proxy with these manners. */
export const proxied =
  (libc: Libc, config: Record<string, unknown>, env: (address: string) => Record<string, string>): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    await serveApi(bench, upstream);
    await proxyServer(bench, { network, address: at.proxy, aliases: ['proxy.partner.test'], name: 'proxy' }, config);
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const target = await calling(bench, image, network, { env: env(network.address(at.nobody)) });
    await target.untilLog('listening');
    return { target };
  };

const PROXY = 'http://proxy.partner.test:3128';

export const through = () => ({ HTTPS_PROXY: PROXY, https_proxy: PROXY, NO_PROXY: 'localhost', no_proxy: 'localhost' });
