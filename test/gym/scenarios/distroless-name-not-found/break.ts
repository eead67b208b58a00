import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { dnsServer } from '../../../lab/servers.ts';
import { at, calling, resolvConf } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** Distroless, broken: its upstream's name is not there. */
export const make: Make = async (bench) => {
  const network = await bench.network();
  const env = { API_URL: 'http://payments.partner.test:8080/v1' };
  await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records: {} });
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
  const target = await calling(bench, imageRef('distroless:1'), network, { env, mounts });
  await target.untilLog('listening');
  return { target };
};

export const check = says('getaddrinfo payments.partner.test: Name or service not known');
