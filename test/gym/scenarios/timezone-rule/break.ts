import { withEnv } from '../../parts/with-env.ts';

export const make = withEnv('musl', { TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' });
