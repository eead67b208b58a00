import { muslImage } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { fails } from '../../parts/check-inside.ts';

/** A time zone in the environment that the image has no data for: everything is UTC, without a word. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { from: await muslImage(bench.docker) });
  const target = await service(bench, image, { network: await bench.network(), env: { TZ: 'America/New_York' } });
  await target.untilLog('listening');
  return { target };
};

/** The fault itself, before walkdown looks. */
export const check = fails('test', '-e', '/usr/share/zoneinfo/America/New_York');
