import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'musl',
  program: 'glibc',
  script: PLAIN,
});
