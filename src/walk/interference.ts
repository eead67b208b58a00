import type { ContainerDetails, Engine } from '../engine/engine.ts';
import type { FileChange } from '../engine/engine-observations.ts';

/** What of a target must be the same after a walk as before it. */
export interface TargetSnapshot {
  readonly changes: readonly FileChange[] | null;
  readonly container: ContainerDetails | null;
}

/** Looks at the target from outside; never throws. */
export async function takeSnapshot(engine: Engine, containerId: string | null): Promise<TargetSnapshot> {
  if (containerId === null) return { changes: null, container: null };
  const [changes, container] = await Promise.all([engine.changes(containerId), engine.inspectContainer(containerId)]);
  return { changes: changes.ok ? changes.value : null, container: container.ok ? container.value : null };
}

/**
 * What differs, one line each. Whatever the target did itself meanwhile shows here too: what we did is in the journal,
 * and none of it can write to the target.
 */
export function compareSnapshots(
  before: TargetSnapshot,
  after: TargetSnapshot,
): { changed: boolean; details: string[] } {
  const details: string[] = [];
  if (before.container && !after.container) details.push('the container is gone');
  if (before.container && after.container) {
    const pairs: [string, unknown, unknown][] = [['image', before.container.imageId, after.container.imageId]];
    // What restarts by itself does so under our eyes, too: that is its trouble, and no change of it.
    if (!restartsByItself(before.container)) {
      pairs.push(
        ['state', before.container.state, after.container.state],
        ['started at', before.container.startedAt, after.container.startedAt],
        ['restart count', before.container.restartCount, after.container.restartCount],
        ['process id', before.container.pid, after.container.pid],
      );
    }
    for (const [what, then, now] of pairs) if (then !== now) details.push(`${what}: ${then} before, ${now} after`);
  }
  if (before.changes && after.changes) {
    const known = new Set(before.changes.map((one) => `${one.kind} ${one.path}`));
    const added = after.changes.filter((one) => !known.has(`${one.kind} ${one.path}`));
    for (const one of added.slice(0, 20)) details.push(`file ${one.kind} meanwhile: ${one.path}`);
    if (added.length > 20) details.push(`and ${added.length - 20} more files`);
  }
  return { changed: details.length > 0, details };
}

function restartsByItself({ state, restartPolicy, restartCount }: ContainerDetails): boolean {
  const policy = restartPolicy !== '' && restartPolicy !== 'no';
  return policy && (state === 'restarting' || restartCount > 0);
}
