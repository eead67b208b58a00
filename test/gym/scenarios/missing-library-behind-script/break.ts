import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'glibc',
  library: true,
  script: PLAIN,
});
