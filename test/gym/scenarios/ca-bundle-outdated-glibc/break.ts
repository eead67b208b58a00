import { handshakeEnds } from '../../parts/check-upstream.ts';
import { currentBundle, shaking } from '../../parts/handshake.ts';

/** A bundle without the root that a current one has. */
export const make = shaking({
  libc: 'glibc',
  trusted: false,
  args: currentBundle,
});

export const check = handshakeEnds(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
