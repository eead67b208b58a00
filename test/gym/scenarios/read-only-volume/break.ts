import { AGAIN } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';
import { onReadOnlyVolume } from '../../parts/read-only-volume.ts';

export const make = onReadOnlyVolume(AGAIN('echo 2 >/var/lib/state/seq'), 'three rounds');

export const check = says('/var/lib/state/seq: Read-only file system');
