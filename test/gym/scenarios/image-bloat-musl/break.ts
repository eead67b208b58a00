import { bulk, untidy } from '../../parts/untidy.ts';

export const make = untidy({ libc: 'musl', symptom: 'image-too-big', image: bulk });
