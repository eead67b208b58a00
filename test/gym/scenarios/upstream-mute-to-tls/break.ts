import { mute } from '../../parts/mute-upstream.ts';

export const make = mute('https', 'glibc');
