import { untidy } from '../../parts/untidy.ts';

export const make = untidy({ libc: 'glibc', symptom: 'slow-builds', answers: { rebuild: 'yes' } });
