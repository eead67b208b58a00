import { wasBuiltWith } from '../../parts/check-image.ts';
import { compilers, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'slow-builds',
  image: { run: compilers.musl },
});

export const check = wasBuiltWith(/apk add .*build-base/);
