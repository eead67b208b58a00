import { onReadOnlyVolume } from '../../parts/read-only-volume.ts';

export const make = onReadOnlyVolume(
  '#!/bin/sh\necho "state: /var/lib/state is on a read-only file system, using it as it is"\nexec sleep 10000\n',
  'as it is',
);
