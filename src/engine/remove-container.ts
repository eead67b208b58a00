import { type Wire, WireFailure } from './wire.ts';

/** The engine's disk may be slow; a removal is never given up halfway. */
const REMOVE_LIMIT_MS = 30_000;

/** Removes a container, unnamed volumes included, and comes back when the engine does not have it any more. */
export async function removeUntilGone(wire: Wire, id: string): Promise<void> {
  const end = Date.now() + 10_000;
  for (let pause = 20; ; pause = Math.min(pause * 2, 250)) {
    try {
      await wire.json({
        method: 'DELETE',
        path: `/containers/${id}`,
        query: { force: '1', v: '1' },
        deadlineMs: REMOVE_LIMIT_MS,
      });
      return;
    } catch (error) {
      if (!(error instanceof WireFailure) || error.kind !== 'status') throw error;
      if (error.status === 404) return;
      // It ended by itself at the same moment and the engine is at it already.
      if (error.status !== 409 || Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
