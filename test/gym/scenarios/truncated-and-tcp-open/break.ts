import { resolving } from '../../parts/nameservers.ts';

/** A truncated answer, and TCP open: glibc asks again. */
export const make = resolving({
  libc: 'glibc',
  sound: true,
  config: () => ({ rules: [{ do: 'truncate', via: 'udp' }] }),
});
