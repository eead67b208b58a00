import { says } from '../../parts/check-inside.ts';
import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'glibc',
  library: true,
  script: PLAIN,
});

export const check = says('libpayments.so.1: cannot open shared object file', 127);
