import type { Make } from '../../../lab/scenario.ts';
import { proxyServer } from '../../../lab/servers.ts';
import { at, calling, openUpstream, resolvConf, serviceImage } from '../../../lab/service.ts';
import { noNameserver } from '../../parts/check-names.ts';

/** The proxy is named, and no nameserver answers: what it says of itself is never heard. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await proxyServer(bench, { network, address: at.proxy, name: 'proxy' }, { mode: 'allow' });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const proxy = 'http://proxy.partner.test:3128';
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nobody)}`);
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy };
  const target = await calling(bench, image, network, { env, mounts });
  await target.untilLog('listening');
  return { target };
};

export const check = noNameserver;
