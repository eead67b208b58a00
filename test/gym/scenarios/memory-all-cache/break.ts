import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** The page cache fills the limit: it can be given back. */
export const make: Make = async (bench) => {
  const read =
    'dd if=/dev/zero of=/var/tmp/big bs=1M count=120 2>/dev/null; cat /var/tmp/big >/dev/null; exec /app/server';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', read] });
  const host = { Memory: 64 << 20, MemorySwap: 64 << 20 };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilLog('listening');
  return { target };
};
