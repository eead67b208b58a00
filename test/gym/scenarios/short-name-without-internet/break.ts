import type { Make } from '../../../lab/scenario.ts';
import { tlsServer } from '../../../lab/servers.ts';
import { at, calling, serviceImage } from '../../../lab/service.ts';

/** A short name, a search domain, and Docker's resolver without any way out: the name is the network's own. */
export const make: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(
    bench,
    { network, address: at.api, aliases: ['ledger'], name: 'ledger' },
    { plain: true, port: 8080 },
  );
  const image = await serviceImage(bench, 'glibc');
  const host = { DnsSearch: ['corp.partner.test'] };
  const target = await calling(bench, image, network, { host, env: { API_URL: 'http://ledger:8080/v1' } });
  await target.untilLog('connect ledger:8080: ok', 60_000);
  return { target };
};
