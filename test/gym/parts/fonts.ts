import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

/** Java's error of an image without fonts. */
export const drawing =
  (libc: Libc): Make =>
  async (bench) => {
    const line =
      'java.lang.NullPointerException: Cannot load from short array because "sun.awt.FontConfiguration.head" is null';
    const more = 'java.lang.Error: Fontconfig head is null, check your fonts or fonts configuration';
    const image = await serviceImage(bench, libc, {
      entrypoint: ['/bin/sh', '-c', `echo '${line}'; echo '${more}'; exec /app/server`],
    });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilLog('listening');
    return { target };
  };
