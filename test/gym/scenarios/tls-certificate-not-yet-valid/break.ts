import { API_HOST } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafFor, shaking } from '../../parts/handshake.ts';

/** Valid from the day after tomorrow. */
export const make = shaking({ libc: 'glibc', config: leafFor([API_HOST], [2, 92]) });

export const check = handshakeEnds(/CERT_NOT_YET_VALID/);
