import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('glibc', { LC_ALL: 'en_US.UTF-8', LANG: 'C.UTF-8' });
