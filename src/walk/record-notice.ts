import type { DebugNotice } from '../debug/views.ts';
import type { Conductor } from './conductor.ts';

/** Journals that a container of ours was made, or that it is gone. */
export function recordNotice(conductor: Conductor, notice: DebugNotice): void {
  if (notice.kind === 'removed') {
    conductor.record({ type: 'debug.removed', containerId: notice.containerId });
    return;
  }
  const { containerId, image, tier, role, libc, libcMatched, chosenBecause, privileges } = notice;
  conductor.record({
    type: 'debug.made',
    containerId,
    image,
    tier,
    role,
    libc,
    libcMatched,
    chosenBecause,
    privileges,
  });
}
