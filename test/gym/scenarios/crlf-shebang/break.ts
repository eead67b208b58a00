import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A start script that was edited on Windows. */
export const make: Make = async (bench) => {
  const script = '#!/bin/sh\r\nset -e\r\nexec /app/server\r\n';
  const files = { ...(await program('glibc')), '/app/start.sh': { content: script, mode: 0o755 } };
  const image = await serviceImage(bench, 'glibc', { files, entrypoint: ['/app/start.sh'] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited', 'created');
  return { target };
};

export const check = says('exec /app/start.sh: no such file or directory', 1);
