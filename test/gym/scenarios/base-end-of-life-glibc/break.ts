import type { Make } from '../../../lab/scenario.ts';
import { program } from '../../../lab/service.ts';
import { prints } from '../../parts/check-inside.ts';
import { endOfLife, stand } from '../../parts/untidy.ts';

/** bullseye's glibc is older than the compiler's: the program brings its own. */
export const make: Make = async (bench) =>
  stand(bench, {
    libc: 'glibc',
    symptom: 'scanner-findings',
    image: { ...endOfLife('glibc'), files: await program('static') },
  });

export const check = prints(/VERSION_ID="11"/, 'cat', '/etc/os-release');
