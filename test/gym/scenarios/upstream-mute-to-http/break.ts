import { upstreamIsMute } from '../../parts/check-upstream.ts';
import { mute } from '../../parts/mute-upstream.ts';

export const make = mute('http', 'musl');

export const check = upstreamIsMute;
