import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../engine/engine.ts';

/** Removes every container that carries this session's label; what cannot be removed stays for `walkdown sweep`. */
export async function removeOwnOf(engine: Engine, session: string): Promise<void> {
  const own = await engine.listOwn().catch(() => []);
  const its = own.filter((one) => one.labels['io.walkdown.session'] === session);
  await Promise.allSettled(its.map((one) => engine.removeOwn(one.id)));
}

/** How long the engine may take to end a removal that it has begun, in milliseconds: on a busy host that is seconds. */
const REMOVING_MS = 10_000;

/**
 * What is still there with our session's label, after all was removed; none where the engine no longer answers. One that
 * the engine is removing is waited for: it is going.
 */
export async function left(engine: Engine, session: string): Promise<string[]> {
  const end = Date.now() + REMOVING_MS;
  for (;;) {
    const own = await engine.listOwn().catch(() => []);
    const its = own.filter((one) => one.labels['io.walkdown.session'] === session);
    const going = its.length > 0 && its.every((one) => one.state === 'removing');
    if (!going || Date.now() >= end) return its.map((one) => `${one.name} (${one.state})`);
    await pause(100);
  }
}
