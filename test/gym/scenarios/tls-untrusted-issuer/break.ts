import type { Make } from '../../../lab/scenario.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** A private authority that the target's bundle does not have. */
export const make: Make = (bench) => tlsTrouble(bench, { trusted: false });

export const check = handshakeEnds(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
