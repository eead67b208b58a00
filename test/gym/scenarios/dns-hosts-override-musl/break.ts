import { API_HOST, at } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  host: ({ network }) => ({ ExtraHosts: [`${API_HOST}:${network.address(at.nobody)}`] }),
});

export const check = says('connect api.partner.test:8443: Operation timed out');
