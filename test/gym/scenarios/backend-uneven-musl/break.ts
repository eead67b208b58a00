import { uneven } from '../../parts/uneven-backend.ts';

export const make = uneven('musl');
