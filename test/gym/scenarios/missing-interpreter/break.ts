import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A script for bash, in an image that has none. */
export const make: Make = async (bench) => {
  const script = '#!/bin/bash\nset -euo pipefail\nexec /app/server\n';
  const files = { ...(await program('musl')), '/app/start.sh': { content: script, mode: 0o755 } };
  const image = await serviceImage(bench, 'musl', { files, entrypoint: ['/app/start.sh'] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited', 'created');
  return { target };
};

export const check = says('exec /app/start.sh: no such file or directory', 1);
