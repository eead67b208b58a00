import { API_HOST, at } from '../../../lab/service.ts';
import { resolving } from '../../parts/nameservers.ts';

/** A hosts entry on purpose: DNS does not know the name, and nobody needs it to. */
export const make = resolving({
  libc: 'glibc',
  sound: true,
  config: () => ({ records: {} }),
  host: ({ network }) => ({ ExtraHosts: [`${API_HOST}:${network.address(at.api)}`] }),
});
