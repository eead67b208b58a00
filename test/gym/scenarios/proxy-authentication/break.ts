import type { Make } from '../../../lab/scenario.ts';
import { proxyServer } from '../../../lab/servers.ts';
import { at, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { proxySays } from '../../parts/check-upstream.ts';

/** The proxy asks for a password that nobody gave it. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await serveApi(bench, upstream);
  await proxyServer(
    bench,
    { network, address: at.proxy, aliases: ['proxy.partner.test'], name: 'proxy' },
    { mode: 'authenticate', user: 'svc:secret', schemes: ['Basic realm="corporate"'] },
  );
  const image = await serviceImage(bench, 'musl', { trust: upstream.root });
  const env = { HTTPS_PROXY: 'http://proxy.partner.test:3128', NO_PROXY: 'localhost' };
  const target = await calling(bench, image, network, { env });
  await target.untilLog('listening');
  return { target };
};

export const check = proxySays(407);
