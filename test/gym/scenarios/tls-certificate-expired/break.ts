import type { Make } from '../../../lab/scenario.ts';
import { API_HOST } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** Three days past its end. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    libc: 'musl',
    config: async ({ pki, intermediate }) => ({
      credential: await pki.leaf([API_HOST], intermediate, { fromDays: -93, toDays: -3 }),
    }),
  });

export const check = handshakeEnds(/CERT_HAS_EXPIRED/);
