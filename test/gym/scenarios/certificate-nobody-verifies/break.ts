import { API_HOST } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { leafFor, shaking } from '../../parts/handshake.ts';

/** A certificate for other names, and settings that ask for encryption alone. */
export const make = shaking({
  libc: 'musl',
  config: leafFor(['www.partner.test']),
  env: { API_URL: `https://${API_HOST}:8443/v1?tlsInsecure=true` },
});

export const check = handshakeEnds(/ALTNAME_INVALID/);
