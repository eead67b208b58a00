import { wasBuiltWith } from '../../parts/check-image.ts';
import { compilers, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'slow-builds',
  image: { run: compilers.glibc },
});

export const check = wasBuiltWith(/apt-get install .*build-essential/);
