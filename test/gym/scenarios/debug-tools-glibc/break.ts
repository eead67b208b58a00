import { wasBuiltWith } from '../../parts/check-image.ts';
import { tools, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'image-too-big',
  image: tools('glibc'),
});

export const check = wasBuiltWith(/apt-get install .* strace tcpdump/);
