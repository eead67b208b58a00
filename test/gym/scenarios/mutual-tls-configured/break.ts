import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';

/** The certificate that the server demands is in the container, and named. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, { clientCa: upstream.root.certificate });
  const client = await upstream.pki.client('checkout', upstream.root);
  const image = await serviceImage(bench, 'glibc', {
    trust: upstream.root,
  });
  const mounts = {
    [bench.file('tls.crt', client.certificate)]: '/etc/checkout/tls.crt',
    [bench.file('tls.key', client.key)]: '/etc/checkout/tls.key',
  };
  const env = { TLS_CLIENT_CERT: '/etc/checkout/tls.crt', TLS_CLIENT_KEY: '/etc/checkout/tls.key' };
  const target = await calling(bench, image, upstream.network, { env, mounts });
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target };
};
