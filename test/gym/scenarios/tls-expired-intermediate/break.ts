import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';

/** The leaf is good; the intermediate that signs it is over. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const over = await upstream.pki.intermediate('Partner Issuing CA 1', upstream.root, { fromDays: -400, toDays: -5 });
  await serveApi(bench, upstream, { credential: await upstream.pki.leaf([API_HOST], over) });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target };
};

export const check = handshakeEnds(/CERT_HAS_EXPIRED/);
