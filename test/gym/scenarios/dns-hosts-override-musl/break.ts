import { API_HOST, at } from '../../../lab/service.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  host: ({ network }) => ({ ExtraHosts: [`${API_HOST}:${network.address(at.nobody)}`] }),
});
