import { behindCache, cacheIsOld } from '../../parts/name-cache.ts';

export const make = behindCache(true);

export const check = cacheIsOld;
