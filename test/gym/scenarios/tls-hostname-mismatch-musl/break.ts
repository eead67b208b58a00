import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafFor, shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: leafFor(['www.partner.test']),
});

export const check = handshakeEnds(/ALTNAME_INVALID/);
