import type { Make } from '../../../lab/scenario.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** A server that knows nothing newer than TLS 1.1. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    config: async () => ({ minimum: 'TLSv1', maximum: 'TLSv1_1' }),
  });

export const check = handshakeEnds(/PROTOCOL/);
