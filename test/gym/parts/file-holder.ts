import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { service, serviceImage } from '../../lab/service.ts';

const hold = `
import time
kept = []
try:
    while len(kept) < MOST:
        kept.append(open('/dev/null'))
except OSError as error:
    print('ERROR accept:', error, flush=True)
print('listening on 8080', flush=True)
while True:
    time.sleep(60)
`;

export const holding =
  (most: number): Make =>
  async (bench) => {
    const files = { '/app/server.py': { content: hold.replace('MOST', String(most)) } };
    const image = await serviceImage(bench, 'glibc', {
      from: imageRef('debian-net:bookworm'),
      files,
      entrypoint: ['python3', '-u', '/app/server.py'],
    });
    const host = { Ulimits: [{ Name: 'nofile', Soft: 128, Hard: 128 }] };
    const target = await service(bench, image, { network: await bench.network(), host, user: '1000:1000' });
    await target.untilLog('listening');
    return { target };
  };
