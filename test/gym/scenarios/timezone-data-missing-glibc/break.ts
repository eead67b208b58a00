import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { fails } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { run: ['rm -rf /usr/share/zoneinfo'] });
  const env = { TZ: 'Europe/Berlin' };
  const target = await service(bench, image, { network: await bench.network(), env });
  await target.untilLog('listening');
  return { target };
};

export const check = fails('test', '-e', '/usr/share/zoneinfo/Europe/Berlin');
