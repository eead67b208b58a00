import { tools, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'image-too-big',
  image: tools('musl'),
});
