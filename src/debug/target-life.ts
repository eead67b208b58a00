import type { ContainerDetails, Engine, Unavailable } from '../engine/engine.ts';

/** Which life of the target something was seen in: a restart begins another. */
export interface Life {
  readonly startedAt: string | null;
  readonly restartCount: number;
}

export function lifeOf(container: ContainerDetails): Life {
  return { startedAt: container.startedAt, restartCount: container.restartCount };
}

export function sameLife(a: Life, b: Life): boolean {
  return a.startedAt === b.startedAt && a.restartCount === b.restartCount;
}

/** How long an ended target is given to come back, and how often it is looked at meanwhile, in milliseconds. */
const RESTART_WAIT_MS = 1_500;
const LOOK_EVERY_MS = 150;

/**
 * Whether the target lived through what was just done: null when it did, else what happened to it. A joined namespace
 * goes with the target's process, so whatever was seen in between is no evidence.
 */
export async function interruption(
  engine: Engine,
  before: ContainerDetails,
  waitMs: number = RESTART_WAIT_MS,
): Promise<Unavailable | null> {
  const answer = await engine.inspectContainer(before.id);
  if (!answer.ok) {
    if (answer.kind !== 'gone' && answer.kind !== 'missing') return null;
    return gone(`the target ${before.name} was removed during the step`, 'docker events --since 10m');
  }
  const now = answer.value;
  if (!sameLife(lifeOf(before), lifeOf(now))) {
    return gone('the target restarted during the step', `run the step again; docker inspect ${before.name}`);
  }
  if (now.state === 'running' || now.state === 'paused') return null;
  // Its end was seen before its new beginning: with that it is a restart.
  if (waitMs > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    return interruption(engine, before, waitMs - LOOK_EVERY_MS);
  }
  const how = now.exitCode === null ? now.state : `${now.state} with status ${now.exitCode}`;
  return gone(`the target ended during the step: it is ${how}`, `docker logs --tail 50 ${before.name}`);
}

function gone(reason: string, toCheckIt: string): Unavailable {
  return { ok: false, kind: 'gone', reason, toCheckIt };
}
