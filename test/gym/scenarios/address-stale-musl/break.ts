import type { Bench } from '../../../lab/containers.ts';
import type { Make } from '../../../lab/scenario.ts';
import { dnsServer, tlsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serviceImage } from '../../../lab/service.ts';
import { nameHasMoved } from '../../parts/check-names.ts';
import { holder } from '../../parts/holder.ts';

/** A nameserver that knows one address of the upstream. */
function naming(bench: Bench, network: Parameters<typeof dnsServer>[1]['network'], name: string, address: number) {
  const records = { [API_HOST]: { A: [network.address(address)] } };
  return dnsServer(bench, { network, address: at.nameserver, name }, { records, ttl: 5 });
}

/** The name has moved; the connection to where it was is held. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  const credential = await upstream.pki.leaf([API_HOST], upstream.intermediate);
  await tlsServer(bench, { network, address: at.api, name: 'api' }, { credential, handshakeDelayMs: 3_600_000 });
  const before = await naming(bench, network, 'nameserver', at.api);
  const image = await serviceImage(bench, 'musl', { files: await holder(), trust: upstream.root });
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
  const target = await calling(bench, image, network, { mounts, env: { HOLD_HOST: API_HOST } });
  await target.untilLog('INFO upstream: connected', 40_000);
  await tlsServer(bench, { network, address: at.second, name: 'api-2' }, { credential });
  await before.remove();
  await naming(bench, network, 'nameserver-2', at.second);
  return { target };
};

export const check = nameHasMoved;
