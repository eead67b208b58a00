import { prints } from '../../parts/check-inside.ts';
import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('glibc', { LANG: 'de_DE.UTF-8' });

export const check = prints(/^(?!.*de_DE)/s, 'locale', '-a');
