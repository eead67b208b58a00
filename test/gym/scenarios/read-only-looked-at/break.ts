import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** A read-only root that a start script looks at, and goes on. */
export const make: Make = async (bench) => {
  const script =
    '#!/bin/sh\necho "10-listen.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)"\necho serving\nexec sleep 10000\n';
  const image = await serviceImage(bench, 'musl', {
    files: { '/app/main.sh': { content: script, mode: 0o755 } },
    entrypoint: ['/app/main.sh'],
  });
  const target = await service(bench, image, { network: await bench.network(), host: { ReadonlyRootfs: true } });
  await target.untilLog('serving');
  return { target };
};
