import { prints } from '../../parts/check-inside.ts';
import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('glibc', { LC_ALL: 'en_US.UTF-8', LANG: 'C.UTF-8' });

export const check = prints(/^(?!.*en_US)/s, 'locale', '-a');
