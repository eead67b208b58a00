import { behindCache } from '../../parts/name-cache.ts';

export const make = behindCache(false);
