import { resolving, twoServers } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  lines: twoServers,
  second: () => ({ records: {} }),
});
