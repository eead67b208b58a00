import { compile } from '../../../lab/programs.ts';
import { calling, refused, shared } from '../../parts/refused-version.ts';

/** The program is content with an old glibc, and a library that was copied in is not. */
export const make = refused('GLIBC_2.34', async () =>
  calling(await compile('ledger.c', 'glibc', shared('libledger.so.1')), 'libledger.so.1'),
);
