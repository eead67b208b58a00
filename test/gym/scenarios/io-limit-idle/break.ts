import { round, writing } from '../../parts/disk-writer.ts';

export const make = writing('glibc', `while :; do ${round(1)}; sleep 1; done`, false);
