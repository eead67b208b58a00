import { API_HOST, at } from '../../../lab/service.ts';
import { resolving } from '../../parts/nameservers.ts';

/** No IPv6 address, said as it should be. */
export const make = resolving({
  libc: 'musl',
  sound: true,
  config: ({ network }) => ({ records: { [API_HOST]: { A: [network.address(at.api)] } } }),
});
