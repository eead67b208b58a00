import { addon, importing } from '../../parts/native-module.ts';

export const make = importing('python', 'musl', addon('musl'), { says: 'listening' });
