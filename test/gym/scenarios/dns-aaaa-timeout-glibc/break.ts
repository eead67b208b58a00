import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'glibc',
  config: () => ({ rules: [{ type: 'AAAA', do: 'drop' }] }),
});
