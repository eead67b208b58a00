import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A child is killed for memory; the shell that is process 1 goes on. */
export const make: Make = async (bench) => {
  // A moment after the start: the engine's watch over the limit begins only then.
  const command = 'sleep 2; /app/server; echo "worker ended with $?"; exec sleep 3600';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', command] });
  const host = { Memory: 32 << 20, MemorySwap: 32 << 20 };
  const target = await service(bench, image, { network: await bench.network(), env: { HOLD_MIB: '256' }, host });
  await target.untilLog('worker ended');
  return { target };
};

export const check = says('worker ended with 137');
