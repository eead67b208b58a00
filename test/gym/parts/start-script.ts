import type { Make } from '../../lab/scenario.ts';
import { type Libc, program, service, serviceImage } from '../../lab/service.ts';

/** A start script of these bytes. */
export const scripted =
  (libc: Libc, script: string, mode = 0o755): Make =>
  async (bench) => {
    const files = { ...(await program(libc)), '/app/start.sh': { content: script, mode } };
    const image = await serviceImage(bench, libc, { files, entrypoint: ['/app/start.sh'] });
    const target = await service(bench, image, { network: await bench.network() });
    return { target };
  };
