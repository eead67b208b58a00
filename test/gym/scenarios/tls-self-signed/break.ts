import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';

/** A certificate that signs itself. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const own = await upstream.pki.root(API_HOST);
  await serveApi(bench, upstream, { credential: own, chain: own.certificate });
  const image = await serviceImage(bench, 'musl');
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target };
};

export const check = handshakeEnds(/SELF_SIGNED|INVALID_PURPOSE/);
