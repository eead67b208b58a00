import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** An image without any trusted root. */
export const make: Make = (bench) => tlsTrouble(bench, { trusted: false, from: imageRef('debian:bookworm') });
