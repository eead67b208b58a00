import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafAlone, shaking } from '../../parts/handshake.ts';

export const make = shaking({ libc: 'musl', config: leafAlone });

export const check = handshakeEnds(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
