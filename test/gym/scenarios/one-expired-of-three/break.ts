import type { Make } from '../../../lab/scenario.ts';
import { tlsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, serviceImage } from '../../../lab/service.ts';
import { both } from '../../parts/check-inside.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';

/** Three backends behind one name, the last of which serves a certificate that has expired. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network, pki, intermediate } = upstream;
  const good = await pki.leaf([API_HOST], intermediate);
  const expired = await pki.leaf([API_HOST], intermediate, { fromDays: -93, toDays: -3 });
  const places = [at.api, at.api + 1, at.api + 2];
  for (const address of places) {
    const credential = address === at.api + 2 ? expired : good;
    await tlsServer(bench, { network, address, aliases: [API_HOST], name: `api-${address}` }, { credential });
  }
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target };
};

export const check = both(handshakeEnds(/^$/), handshakeEnds(/CERT_HAS_EXPIRED/, { number: at.api + 2 }));
