import { leafFor, shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: leafFor(['www.partner.test']),
});
