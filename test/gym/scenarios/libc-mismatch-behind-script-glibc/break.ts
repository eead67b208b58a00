import { says } from '../../parts/check-inside.ts';
import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'glibc',
  program: 'musl',
  script: PLAIN,
});

export const check = says('/app/server: not found', 127);
