import type { Make } from '../../../lab/scenario.ts';
import { at, calling, openUpstream, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** The upstream's name leads to an address where no host is: packets go nowhere. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const { network } = upstream;
  const env = { API_URL: `https://${network.address(at.nobody)}:8443/v1` };
  const target = await calling(bench, image, network, { env });
  await target.untilLog('listening');
  return { target };
};

export const check = says('timed out');
