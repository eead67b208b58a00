import { narrow } from '../../parts/narrow-path.ts';

export const make = narrow('musl', true);
