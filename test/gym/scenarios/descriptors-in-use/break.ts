import { holding } from '../../parts/file-holder.ts';

export const make = holding(60);
