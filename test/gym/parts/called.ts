import type { ImageFile } from '../../lab/image-spec.ts';
import { type ImageName, imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

interface Called {
  readonly libc: Libc;
  /** What process 1, a shell, does; `call` below is started again and again. */
  readonly script: string;
  readonly files?: Record<string, ImageFile>;
  readonly tmpfs?: Record<string, string>;
  /** What the log says when all is as it should be for the walk. */
  readonly until: string;
  readonly from?: ImageName;
}

export const calling =
  (how: Called): Make =>
  async (bench) => {
    const files = { '/app/main.sh': { content: how.script, mode: 0o755 }, ...how.files };
    const image = await serviceImage(bench, how.libc, {
      files,
      entrypoint: ['/app/main.sh'],
      ...(how.from ? { from: imageRef(how.from) } : {}),
    });
    const host = how.tmpfs ? { Tmpfs: how.tmpfs } : {};
    const target = await service(bench, image, { network: await bench.network(), host, user: '1000:1000' });
    await target.untilLog(how.until);
    return { target };
  };

/** Three times, with a word of its own each time; then the log says so. */
export const AGAIN = (command: string): string =>
  `#!/bin/sh\nn=0\nwhile :; do\n  ${command} || echo "job $n put off"\n  n=$((n+1))\n  [ $n = 3 ] && echo three rounds\n  sleep 1\ndone\n`;
