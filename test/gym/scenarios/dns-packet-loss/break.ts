import { losesDatagrams } from '../../parts/check-names.ts';
import { losing } from '../../parts/nameservers.ts';

export const make = losing('glibc');

export const check = losesDatagrams;
