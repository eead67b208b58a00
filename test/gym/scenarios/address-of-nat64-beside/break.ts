import { API_HOST, at } from '../../../lab/service.ts';
import { resolving } from '../../parts/nameservers.ts';

/** DNS64 makes an IPv6 address of the IPv4 one (RFC 6147); no way leads there, and nobody goes there. */
export const make = resolving({
  libc: 'glibc',
  sound: true,
  config: ({ network }) => ({
    records: { [API_HOST]: { A: [network.address(at.api)], AAAA: ['64:ff9b::c000:20a'] } },
  }),
});
