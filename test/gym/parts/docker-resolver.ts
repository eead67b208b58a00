import type { Make } from '../../lab/scenario.ts';
import { dnsServer, tlsServer } from '../../lab/servers.ts';
import { at, calling, type Libc, openUpstream, serviceImage } from '../../lab/service.ts';

/** A name that Docker's own resolver does not know: it has to ask its upstreams. */
const FAR_HOST = 'ledger.partner.test';

/** A service on a user network, whose look-ups Docker's resolver hands on to these nameservers. */
export const behindStub =
  (libc: Libc, nameserver: number): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    const credential = await upstream.pki.leaf([FAR_HOST], upstream.intermediate);
    await tlsServer(bench, { network, address: at.api, name: 'ledger' }, { credential });
    const records = { [FAR_HOST]: { A: [network.address(at.api)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const host = { Dns: [network.address(nameserver)] };
    const target = await calling(bench, image, network, { host, env: { API_URL: `https://${FAR_HOST}:8443/v1` } });
    await target.untilLog(nameserver === at.nobody ? 'listening' : `connect ${FAR_HOST}:8443: ok`);
    return { target };
  };
