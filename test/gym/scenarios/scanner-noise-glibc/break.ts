import { overgrown, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'scanner-findings',
  image: overgrown('glibc'),
});
