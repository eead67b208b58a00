import { imageRef } from '../../../lab/images.ts';
import { fails } from '../../parts/check-inside.ts';
import { shaking } from '../../parts/handshake.ts';

/** An image without any trusted root. */
export const make = shaking({ libc: 'glibc', trusted: false, from: imageRef('debian:bookworm') });

export const check = fails('test', '-s', '/etc/ssl/certs/ca-certificates.crt');
