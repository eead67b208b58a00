import { shaking } from '../../parts/handshake.ts';

/** Healthy: a private authority that is in the target's bundle, as it should be. */
export const make = shaking({ libc: 'glibc' });
