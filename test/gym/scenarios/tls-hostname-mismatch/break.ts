import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafFor, shaking } from '../../parts/handshake.ts';

/** A certificate for other names. */
export const make = shaking({ libc: 'glibc', config: leafFor(['www.partner.test', 'partner.test']) });

export const check = handshakeEnds(/ALTNAME_INVALID/);
