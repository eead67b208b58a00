import type { Make } from '../../../lab/scenario.ts';
import { calling, openUpstream, serveApi, serviceImage, UPSTREAM_OK } from '../../../lab/service.ts';

/** Nobody looks at the certificate. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const client = await upstream.pki.client('checkout', upstream.root, { fromDays: -395, toDays: -30 });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const mounts = { [bench.file('tls.crt', client.certificate)]: '/etc/checkout/tls.crt' };
  const env = { TLS_CLIENT_CERT: '/etc/checkout/tls.crt' };
  const target = await calling(bench, image, upstream.network, { env, mounts });
  await target.untilLog(UPSTREAM_OK);
  return { target };
};
