import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: async () => ({ minimum: 'TLSv1', maximum: 'TLSv1_1' }),
});

export const check = handshakeEnds(/PROTOCOL/);
