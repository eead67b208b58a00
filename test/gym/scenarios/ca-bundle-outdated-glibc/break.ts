import { currentBundle, shaking } from '../../parts/handshake.ts';

/** A bundle without the root that a current one has. */
export const make = shaking({
  libc: 'glibc',
  trusted: false,
  args: currentBundle,
});
