import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('glibc', { LANG: 'de_DE.UTF-8' });
