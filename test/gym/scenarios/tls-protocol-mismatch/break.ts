import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

/** A server that knows nothing newer than TLS 1.1. */
export const make = shaking({ libc: 'glibc', config: async () => ({ minimum: 'TLSv1', maximum: 'TLSv1_1' }) });

export const check = handshakeEnds(/PROTOCOL/);
