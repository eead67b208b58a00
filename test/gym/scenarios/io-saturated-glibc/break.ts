import { busily, writing } from '../../parts/disk-writer.ts';

export const make = writing('glibc', busily, true);
