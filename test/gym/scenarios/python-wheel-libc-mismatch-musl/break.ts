import { addon, importing, refused } from '../../parts/native-module.ts';

export const make = importing('python', 'musl', addon('glibc'), {
  says: refused,
});
