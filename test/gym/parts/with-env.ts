import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

export const withEnv =
  (libc: Libc, env: Record<string, string>): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc);
    const target = await service(bench, image, { network: await bench.network(), env });
    await target.untilLog('listening');
    return { target };
  };
