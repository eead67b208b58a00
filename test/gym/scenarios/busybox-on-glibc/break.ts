import { fromDebian } from '../../../lab/packages.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** BusyBox as the tools of a glibc image: `timeout` and friends refuse GNU's options there, too. */
export const make: Make = async (bench) => {
  const busybox = await fromDebian('busybox', 'bin/busybox');
  const script = '#!/bin/sh\nset -e\nstat --format=%s /app/server\nexec /app/server\n';
  const image = await serviceImage(bench, 'glibc', {
    files: {
      ...(await program('glibc')),
      '/opt/busybox/busybox': { from: busybox, mode: 0o755 },
      '/app/start.sh': { content: script, mode: 0o755 },
    },
    run: ['for tool in stat date grep sed find sort; do ln -sf /opt/busybox/busybox "$(command -v $tool)"; done'],
    entrypoint: ['/app/start.sh'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  await target.untilLog('BusyBox v');
  return { target };
};
