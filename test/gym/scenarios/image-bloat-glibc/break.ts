import { bulk, untidy } from '../../parts/untidy.ts';

export const make = untidy({ libc: 'glibc', symptom: 'image-too-big', image: bulk });
