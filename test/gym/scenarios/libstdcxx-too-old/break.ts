import { compile } from '../../../lab/programs.ts';
import { NO_START_FILES, refused } from '../../parts/refused-version.ts';

/** Compiled with a newer g++: its own demands on glibc are old ones. */
export const make = refused('GLIBCXX_3.4.29', async () => ({
  '/app/server': { from: await compile('prices.cc', 'glibc', [...NO_START_FILES, '-lstdc++']), mode: 0o755 },
}));
