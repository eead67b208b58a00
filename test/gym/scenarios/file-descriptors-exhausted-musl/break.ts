import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { holder } from '../../parts/holder.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { files: await holder() });
  const host = { Ulimits: [{ Name: 'nofile', Soft: 128, Hard: 128 }] };
  const env = { HOLD_FILES: '1000' };
  const target = await service(bench, image, { network: await bench.network(), env, host, user: '1000:1000' });
  await target.untilLog('ERROR accept');
  return { target };
};
