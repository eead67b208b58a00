import { Answered, unavailable } from './answers.ts';
import type { ReadGuard } from './container-files.ts';
import { pathOf } from './container-queries.ts';
import { asArray, asObject, asText, asTextMap, asTime } from './json.ts';
import { LABEL } from './own-labels.ts';
import type { Wire } from './wire.ts';

/**
 * Keeps reading from writing: the engine makes the mount points of a container that never started when its archive is
 * first read, which would change the target. What has started has them; ours may be changed.
 */
export function createReadGuard(wire: Wire, isOwn: (id: string) => boolean): ReadGuard {
  const safe = new Map<string, Promise<boolean>>();
  return async (id, question) => {
    if (isOwn(id)) return;
    const look = safe.get(id) ?? readChangesNothing(wire, pathOf(id, '/json', question));
    safe.set(id, look);
    const forget = (): void => void safe.delete(id);
    look.then((yes) => yes || forget(), forget);
    if (await look) return;
    throw new Answered(
      unavailable(
        'unsupported',
        `${question.what}: reading from a container that never started would make its mount points in it`,
        'read the same file from its image',
      ),
    );
  };
}

async function readChangesNothing(wire: Wire, path: string): Promise<boolean> {
  const all = asObject(await wire.json({ method: 'GET', path }));
  if (asTextMap(asObject(all.Config).Labels)[LABEL.session] !== undefined) return true;
  const state = asObject(all.State);
  if (asTime(state.StartedAt) !== null || asText(state.Status) === 'running') return true;
  return asArray(all.Mounts).length === 0;
}
