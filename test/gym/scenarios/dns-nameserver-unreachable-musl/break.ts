import { deadFirst, resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  lines: deadFirst,
});
