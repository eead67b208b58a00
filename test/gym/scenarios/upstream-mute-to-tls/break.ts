import { upstreamIsMute } from '../../parts/check-upstream.ts';
import { mute } from '../../parts/mute-upstream.ts';

export const make = mute('https', 'glibc');

export const check = upstreamIsMute;
