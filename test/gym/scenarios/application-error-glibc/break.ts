import { ownError } from '../../parts/own-error.ts';

export const make = ownError('glibc');
