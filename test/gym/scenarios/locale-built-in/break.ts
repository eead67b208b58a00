import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('glibc', { LANG: 'C.UTF-8' });
