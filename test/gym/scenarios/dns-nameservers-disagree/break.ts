import type { Make } from '../../../lab/scenario.ts';
import { dnsServer } from '../../../lab/servers.ts';
import { at } from '../../../lab/service.ts';
import { both } from '../../parts/check-inside.ts';
import { knowsName, secondDenies } from '../../parts/check-names.ts';
import { resolving } from '../../parts/resolver.ts';

/** The two nameservers say different things. */
export const make: Make = async (bench) => {
  const { target, upstream } = await resolving(bench, 'glibc', {}, ({ network }) => [
    `nameserver ${network.address(at.nameserver)}`,
    `nameserver ${network.address(at.second)}`,
  ]);
  await dnsServer(bench, { network: upstream.network, address: at.second, name: 'nameserver-2' }, { records: {} });
  return { target };
};

export const check = both(knowsName, secondDenies);
