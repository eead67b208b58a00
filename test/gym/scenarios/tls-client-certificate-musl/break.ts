import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: async ({ root }) => ({ clientCa: root.certificate }),
});

export const check = handshakeEnds(/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/);
