import type { Make } from '../../../lab/scenario.ts';
import { dnsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../../lab/service.ts';
import { both } from '../../parts/check-inside.ts';
import { noNameserver } from '../../parts/check-names.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafFor } from '../../parts/handshake.ts';
import { deadFirst } from '../../parts/nameservers.ts';

/** Two at once: an expired certificate, and a first nameserver that is dead. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await serveApi(bench, upstream, await leafFor([API_HOST], [-93, -3])(upstream));
  const records = { [API_HOST]: { A: [network.address(at.api)] } };
  await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, network, { mounts: resolvConf(bench, ...deadFirst(upstream)) });
  await target.untilLog('listening');
  return { target };
};

export const check = both(noNameserver, handshakeEnds(/CERT_HAS_EXPIRED/));
