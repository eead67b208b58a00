import { API_HOST, at } from '../../../lab/service.ts';
import { prints } from '../../parts/check-inside.ts';
import { resolving, twoServers } from '../../parts/nameservers.ts';

/** A record that was moved in one of two places. */
export const make = resolving({
  libc: 'glibc',
  lines: twoServers,
  config: ({ network }) => ({ records: { [API_HOST]: { A: [network.address(at.nobody)] } } }),
  second: ({ network }) => ({ records: { [API_HOST]: { A: [network.address(at.api)] } } }),
});

export const check = prints(/\.250\s/, 'getent', 'ahosts', API_HOST);
