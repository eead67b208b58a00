import { overgrown, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'scanner-findings',
  image: overgrown('musl'),
});
