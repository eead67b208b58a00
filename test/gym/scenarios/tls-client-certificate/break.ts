import type { Make } from '../../../lab/scenario.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** A server that demands a client certificate. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    config: async ({ root }) => ({ clientCa: root.certificate }),
  });

export const check = handshakeEnds(/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/);
