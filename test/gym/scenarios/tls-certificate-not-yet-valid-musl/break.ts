import { API_HOST } from '../../../lab/service.ts';
import { leafFor, shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: leafFor([API_HOST], [2, 92]),
});
