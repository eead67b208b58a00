import { tools, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'image-too-big',
  image: tools('glibc'),
});
