import type { Make } from '../../lab/scenario.ts';
import { dnsServer } from '../../lab/servers.ts';
import {
  API_HOST,
  at,
  calling,
  type Libc,
  openUpstream,
  resolvConf,
  serveApi,
  serviceImage,
} from '../../lab/service.ts';

/** Two addresses, and nobody at the second. */
export const uneven =
  (libc: Libc): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    await serveApi(bench, upstream);
    const records = { [API_HOST]: { A: [network.address(at.api), network.address(at.service)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
    const target = await calling(bench, image, network, { mounts });
    await target.untilLog('listening');
    return { target };
  };
