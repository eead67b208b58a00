import { nameserverFails } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  config: () => ({ rules: [{ do: 'refused' }] }),
});

export const check = nameserverFails;
