import { wasBuiltWith } from '../../parts/check-image.ts';
import { tools, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'image-too-big',
  image: tools('musl'),
});

export const check = wasBuiltWith(/apk add .* strace tcpdump/);
