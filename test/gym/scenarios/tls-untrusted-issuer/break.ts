import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

/** A private authority that the target's bundle does not have. */
export const make = shaking({ libc: 'glibc', trusted: false });

export const check = handshakeEnds(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
