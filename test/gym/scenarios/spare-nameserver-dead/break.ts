import type { Make } from '../../../lab/scenario.ts';
import { dnsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../../lab/service.ts';

/** Look-ups are quick: the dead one is never asked. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await serveApi(bench, upstream);
  const records = { [API_HOST]: { A: [network.address(at.api)] } };
  await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const nameservers = [at.nameserver, at.nobody].map((one) => `nameserver ${network.address(one)}`);
  const target = await calling(bench, image, network, { mounts: resolvConf(bench, nameservers.join('\n')) });
  await target.untilLog('listening');
  return { target };
};
