import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('musl', { TZ: 'UTC' });
