import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

/** The command calls a runtime that the image has not. */
export const withoutRuntime =
  (libc: Libc, command: string[]): Make =>
  async (bench) => {
    const files = { '/app/server.js': { content: 'console.log(1)\n' } };
    const image = await serviceImage(bench, libc, { files, entrypoint: command });
    const target = await service(bench, image, { network: await bench.network() });
    return { target };
  };
