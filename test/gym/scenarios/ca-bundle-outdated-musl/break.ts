import { currentBundle, shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  trusted: false,
  args: currentBundle,
});
