import { losing } from '../../parts/nameservers.ts';

export const make = losing('glibc');
