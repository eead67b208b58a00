import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

const SCRIPT =
  'touch /var/lib/index || echo "index: built anew at each start"; while :; do echo "hit ratio 0.93"; sleep 1; done';

/** What may not be written is not needed: three lines of other things after it say so. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/bash', '-c', SCRIPT] });
  const target = await service(bench, image, { network: await bench.network(), host: { ReadonlyRootfs: true } });
  await target.untilLog('hit ratio 0.93\nhit ratio 0.93\nhit ratio 0.93');
  return { target };
};

export const check = says('Read-only file system');
