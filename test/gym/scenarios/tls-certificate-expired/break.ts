import { API_HOST } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafFor, shaking } from '../../parts/handshake.ts';

/** Three days past its end. */
export const make = shaking({ libc: 'musl', config: leafFor([API_HOST], [-93, -3]) });

export const check = handshakeEnds(/CERT_HAS_EXPIRED/);
