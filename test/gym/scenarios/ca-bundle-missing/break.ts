import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { fails } from '../../parts/check-inside.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** An image without any trusted root. */
export const make: Make = (bench) => tlsTrouble(bench, { trusted: false, from: imageRef('debian:bookworm') });

export const check = fails('test', '-s', '/etc/ssl/certs/ca-certificates.crt');
