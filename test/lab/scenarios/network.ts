import type { Make } from '../scenario.ts';
import { proxyServer } from '../servers.ts';
import { API_HOST, at, calling, openUpstream, serveApi, serviceImage } from './parts.ts';

/** The upstream's host is there, and nothing listens on the port. */
export const endpointUnreachable: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { trust: upstream.root });
  const env = { API_URL: `https://${API_HOST}:9443/v1` };
  const target = await calling(bench, image, upstream.network, { env });
  await target.untilLog('Connection refused');
  return { target, rootCauses: ['endpoint-unreachable'], args: [] };
};

/** The upstream's name leads to an address where no host is: packets go nowhere. */
export const endpointSilent: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const { network } = upstream;
  const env = { API_URL: `https://${network.address(at.nobody)}:8443/v1` };
  const target = await calling(bench, image, network, { env });
  await target.untilLog('listening');
  return { target, rootCauses: ['endpoint-unreachable'], args: [] };
};

/** A proxy is configured, and nothing listens there; the upstream itself answers. */
export const proxyUnreachable: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const proxy = `http://${upstream.network.address(at.nobody)}:3128`;
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: 'localhost,127.0.0.1' };
  const target = await calling(bench, image, upstream.network, { env });
  await target.untilLog('listening');
  return { target, rootCauses: ['proxy-unreachable'], args: [] };
};

/** The proxy asks for a password that nobody gave it. */
export const proxyAuthentication: Make = async (bench) => {
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
  return { target, rootCauses: ['proxy-authentication'], args: [] };
};
