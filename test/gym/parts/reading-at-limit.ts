import type { Make } from '../../lab/scenario.ts';
import { service, serviceImage } from '../../lab/service.ts';

/** A file three times as large as the memory limit, and a shell that goes on reading it in this way. */
export const reading =
  (script: string): Make =>
  async (bench) => {
    const fill = 'dd if=/dev/zero of=/var/tmp/index bs=1M count=200 2>/dev/null; echo listening';
    const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/bash', '-c', `${fill}; ${script}`] });
    const host = { Memory: 64 << 20, MemorySwap: 64 << 20 };
    const target = await service(bench, image, { network: await bench.network(), host });
    await target.untilLog('listening');
    return { target };
  };
