import type { Make } from '../../../lab/scenario.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** A private authority that the target's bundle does not have. */
export const make: Make = (bench) => tlsTrouble(bench, { trusted: false });
