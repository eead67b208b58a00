import { javaTrusting } from '../../parts/java.ts';

export const make = javaTrusting('musl', false);
