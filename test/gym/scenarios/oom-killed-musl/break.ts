import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const host = { Memory: 32 << 20, MemorySwap: 32 << 20 };
  const target = await service(bench, image, { network: await bench.network(), env: { HOLD_MIB: '256' }, host });
  await target.untilState('exited');
  return { target };
};

export const check = says('', 137);
