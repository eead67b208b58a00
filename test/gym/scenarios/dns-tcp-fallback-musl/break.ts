import { says } from '../../parts/check-inside.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  config: () => ({ rules: [{ do: 'truncate', via: 'udp' }] }),
});

export const check = says('getaddrinfo api.partner.test: Name does not resolve');
