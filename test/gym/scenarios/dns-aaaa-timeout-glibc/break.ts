import { both } from '../../parts/check-inside.ts';
import { knowsName, noAaaa } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'glibc',
  config: () => ({ rules: [{ type: 'AAAA', do: 'drop' }] }),
});

export const check = both(noAaaa, knowsName);
