import { overgrown, tools, untidy } from '../../parts/untidy.ts';

/** Old, overgrown and full of tools, and nobody asked: follow-ups, and no root cause. */
export const make = untidy({
  libc: 'glibc',
  daysOld: 120,
  image: { ...tools('glibc'), ...overgrown('glibc') },
});
