import { API_HOST, type Upstream } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

const leafAlone = async ({ pki, intermediate }: Upstream) => {
  const credential = await pki.leaf([API_HOST], intermediate);
  return { credential, chain: credential.certificate };
};

export const make = shaking({ libc: 'musl', config: leafAlone });

export const check = handshakeEnds(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
