import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** A worker, not process 1, has used up its descriptors. */
export const make: Make = async (bench) => {
  const worker = `import time
kept = []
try:
    while True:
        kept.append(open('/dev/null'))
except OSError:
    print('pool is stuck', flush=True)
while True:
    time.sleep(60)
`;
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian-net:bookworm'),
    files: { '/app/worker.py': { content: worker } },
    entrypoint: ['/bin/sh', '-c', 'python3 -u /app/worker.py & wait'],
  });
  const host = { Ulimits: [{ Name: 'nofile', Soft: 128, Hard: 128 }] };
  const target = await service(bench, image, { network: await bench.network(), host, user: '1000:1000' });
  await target.untilLog('pool is stuck');
  return { target };
};
