import { untidy } from '../../parts/untidy.ts';

export const make = untidy({ libc: 'musl', symptom: 'image-too-big' });
