import { addon, importing, refused } from '../../parts/native-module.ts';

export const make = importing('node', 'musl', addon('glibc'), {
  says: refused,
});
