import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

export const remembering =
  (libc: Libc, mebibytes: number): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc);
    const host = { Memory: 64 << 20, MemorySwap: 64 << 20 };
    const env = { HOLD_MIB: String(mebibytes) };
    const target = await service(bench, image, { network: await bench.network(), env, host });
    await target.untilLog('listening');
    return { target };
  };
