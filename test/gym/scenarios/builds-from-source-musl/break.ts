import { compilers, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'slow-builds',
  image: { run: compilers.musl },
});
