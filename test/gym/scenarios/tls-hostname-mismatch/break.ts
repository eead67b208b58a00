import type { Make } from '../../../lab/scenario.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** A certificate for other names. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    config: async ({ pki, intermediate }) => ({
      credential: await pki.leaf(['www.partner.test', 'partner.test'], intermediate),
    }),
  });

export const check = handshakeEnds(/ALTNAME_INVALID/);
