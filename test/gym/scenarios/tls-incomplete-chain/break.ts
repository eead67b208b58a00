import type { Make } from '../../../lab/scenario.ts';
import { API_HOST } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** The server sends its leaf alone. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    config: async ({ pki, intermediate }) => {
      const credential = await pki.leaf([API_HOST], intermediate);
      return { credential, chain: credential.certificate };
    },
  });

export const check = handshakeEnds(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
