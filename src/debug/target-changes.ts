import type { Answer, Engine } from '../engine/engine.ts';
import type { FileChange } from '../engine/engine-observations.ts';

/** What the target's writable layer changed since its image, asked for once and then remembered for a while. */
export interface TargetChanges {
  list(): Promise<Answer<FileChange[]>>;
}

/** The engine walks the whole writable layer for it, and holds the container's lock meanwhile. */
const FRESH_MS = 60_000;

export function createTargetChanges(engine: Engine, containerId: string | null): TargetChanges {
  let known: { at: number; answer: Promise<Answer<FileChange[]>> } | null = null;
  return {
    async list() {
      if (containerId === null) return { ok: true, value: [] };
      if (known === null || Date.now() - known.at > FRESH_MS) {
        known = { at: Date.now(), answer: engine.changes(containerId) };
      }
      const answer = await known.answer;
      if (!answer.ok) known = null;
      return answer;
    },
  };
}
