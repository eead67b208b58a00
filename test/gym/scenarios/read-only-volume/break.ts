import { AGAIN } from '../../parts/called.ts';
import { onReadOnlyVolume } from '../../parts/read-only-volume.ts';

export const make = onReadOnlyVolume(AGAIN('echo 2 >/var/lib/state/seq'), 'three rounds');
