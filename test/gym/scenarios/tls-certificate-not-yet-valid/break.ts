import type { Make } from '../../../lab/scenario.ts';
import { API_HOST } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** Valid from the day after tomorrow. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    config: async ({ pki, intermediate }) => ({
      credential: await pki.leaf([API_HOST], intermediate, { fromDays: 2, toDays: 92 }),
    }),
  });

export const check = handshakeEnds(/CERT_NOT_YET_VALID/);
