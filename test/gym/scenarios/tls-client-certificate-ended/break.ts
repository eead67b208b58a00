import { X509Certificate } from 'node:crypto';
import type { Make, Scenario } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';

const FILE = '/etc/checkout/tls.crt';

/** The certificate that the server demands is in the container, and its time is over. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, { clientCa: upstream.root.certificate });
  const client = await upstream.pki.client('checkout', upstream.root, { fromDays: -395, toDays: -30 });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const mounts = {
    [bench.file('tls.crt', client.certificate)]: FILE,
    [bench.file('tls.key', client.key)]: '/etc/checkout/tls.key',
  };
  const env = { TLS_CLIENT_CERT: FILE, TLS_CLIENT_KEY: '/etc/checkout/tls.key' };
  const target = await calling(bench, image, upstream.network, { env, mounts });
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target };
};

/** The fault itself, before walkdown looks. */
export async function check({ target }: Scenario): Promise<void> {
  const { output } = await target.run('cat', FILE);
  if (Date.parse(new X509Certificate(output).validTo) > Date.now()) throw new Error('the certificate is good');
}
