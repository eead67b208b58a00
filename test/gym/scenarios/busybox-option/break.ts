import { muslImage } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** GNU's grep -P, refused by BusyBox. */
export const make: Make = async (bench) => {
  const script = "#!/bin/sh\nset -e\necho 'v2.7.1' | grep -P 'v\\d+'\nexec /app/server\n";
  const files = { ...(await program('musl')), '/app/start.sh': { content: script, mode: 0o755 } };
  const image = await serviceImage(bench, 'musl', {
    from: await muslImage(bench.docker),
    files,
    entrypoint: ['/app/start.sh'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  return { target };
};

export const check = says('grep: unrecognized option: P', 2);
