import { compilers, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'slow-builds',
  image: { run: compilers.glibc },
});
