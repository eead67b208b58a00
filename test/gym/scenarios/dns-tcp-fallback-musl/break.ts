import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  config: () => ({ rules: [{ do: 'truncate', via: 'udp' }] }),
});
