import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'glibc',
  program: 'musl',
  script: PLAIN,
});
