import { holding } from '../../parts/held-connection.ts';

export const make = holding(true);
