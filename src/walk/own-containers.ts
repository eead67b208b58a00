import type { Engine } from '../engine/engine.ts';

/** Removes every container that carries this session's label; what cannot be removed stays for `walkdown sweep`. */
export async function removeOwnOf(engine: Engine, session: string): Promise<void> {
  const own = await engine.listOwn().catch(() => []);
  const its = own.filter((one) => one.labels['io.walkdown.session'] === session);
  await Promise.allSettled(its.map((one) => engine.removeOwn(one.id)));
}

/** What is still there with our session's label, after all was removed; none where the engine no longer answers. */
export async function left(engine: Engine, session: string): Promise<string[]> {
  try {
    const own = await engine.listOwn();
    return own
      .filter((one) => one.labels['io.walkdown.session'] === session)
      .map((one) => `${one.name} (${one.state})`);
  } catch {
    return [];
  }
}
