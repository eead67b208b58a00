import { says } from '../../parts/check-inside.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  config: () => ({ records: {} }),
});

export const check = says('getaddrinfo api.partner.test: Name does not resolve');
