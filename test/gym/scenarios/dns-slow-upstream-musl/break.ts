import { slowAnswer } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  config: () => ({ rules: [{ delayMs: 1500 }] }),
});

export const check = slowAnswer(1_400);
