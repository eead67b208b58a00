import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

/** A server that demands a client certificate. */
export const make = shaking({ libc: 'glibc', config: async ({ root }) => ({ clientCa: root.certificate }) });

export const check = handshakeEnds(/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/);
