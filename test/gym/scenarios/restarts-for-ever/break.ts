import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { until } from '../../../lab/wait.ts';

/** It runs for a second and ends by its own decision, for ever: running or not, by the moment at which it is looked at. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', 'sleep 1; exit 3'] });
  const host = { RestartPolicy: { Name: 'always' } };
  const env = { API_URL: 'https://api.partner.test:8443/v1' };
  const target = await service(bench, image, { network: await bench.network(), env, host });
  await until(`${target.name} to be restarted twice`, async () => (await target.inspect()).RestartCount >= 2, 60_000);
  return { target };
};
