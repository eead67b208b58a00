import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, at, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** The hosts file sends the upstream's name to a place where nobody is. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const { network } = upstream;
  const host = { ExtraHosts: [`${API_HOST}:${network.address(at.nobody)}`] };
  const target = await calling(bench, image, network, { host });
  await target.untilLog('listening');
  return { target };
};

export const check = says('connect api.partner.test:8443: Connection timed out');
