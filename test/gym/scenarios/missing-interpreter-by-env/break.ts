import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A script for node by way of env, in an image without node. */
export const make: Make = async (bench) => {
  const files = { '/app/server.js': { content: '#!/usr/bin/env node\nconsole.log(1)\n', mode: 0o755 } };
  const image = await serviceImage(bench, 'glibc', { files, entrypoint: ['/app/server.js'] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  return { target };
};

export const check = says("'node': No such file or directory", 127);
