import { busily, writing } from '../../parts/disk-writer.ts';

export const make = writing('musl', busily, true);
