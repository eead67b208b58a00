import { shaking } from '../../parts/handshake.ts';

/** 404 and 503 are the application's own. */
export const make = shaking({ libc: 'glibc', config: async () => ({ status: 503 }) });
