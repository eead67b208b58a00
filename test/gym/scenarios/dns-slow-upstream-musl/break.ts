import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  config: () => ({ rules: [{ delayMs: 1500 }] }),
});
