import { drawing } from '../../parts/fonts.ts';

export const make = drawing('musl');
