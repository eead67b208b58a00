import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerDetails, Engine } from '../engine/engine.ts';

/** One that was restarted and is up for longer has settled, in milliseconds. */
const SETTLED_MS = 10_000;
/** So long one that has not is watched, and how often, in milliseconds. */
const WATCH_MS = 3_000;
const EVERY_MS = 200;

type Clocked = { readonly info: Pick<Engine['info'], 'clockSkewMs'> };

/**
 * The container; as `restarting` where it is in a loop of restarts and only happened to run when it was looked at.
 * One that its policy restarted moments ago is watched for a few seconds, until it ends again or does not.
 */
export async function seenThroughLoop(
  engine: Pick<Engine, 'inspectContainer'> & Clocked,
  container: ContainerDetails,
  watchMs = WATCH_MS,
): Promise<ContainerDetails> {
  if (!isFreshlyRestarted(engine, container)) return container;
  for (const end = Date.now() + watchMs; Date.now() < end; ) {
    await sleep(EVERY_MS);
    const again = await engine.inspectContainer(container.id);
    if (!again.ok) return container;
    const { state, startedAt } = again.value;
    if (state !== 'running' || startedAt !== container.startedAt) return { ...again.value, state: 'restarting' };
  }
  return container;
}

/** It runs, its policy has restarted it, and it has not been up for long. */
export function isFreshlyRestarted({ info }: Clocked, container: ContainerDetails): boolean {
  const { state, restartCount, startedAt } = container;
  if (state !== 'running' || restartCount === 0 || startedAt === null) return false;
  return Date.now() + (info.clockSkewMs ?? 0) - Date.parse(startedAt) < SETTLED_MS;
}
