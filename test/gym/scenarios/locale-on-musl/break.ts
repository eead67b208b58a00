import { withEnv } from '../../parts/with-env.ts';

/** musl needs no locale data and says nothing. */
export const make = withEnv('musl', { LANG: 'de_DE.UTF-8' });
