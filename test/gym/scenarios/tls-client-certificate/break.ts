import type { Make } from '../../../lab/scenario.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** A server that demands a client certificate. */
export const make: Make = (bench) =>
  tlsTrouble(bench, {
    config: async ({ root }) => ({ clientCa: root.certificate }),
  });
