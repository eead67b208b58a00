import type { DebugNotice } from '../debug/views.ts';
import type { Engine, ImageDetails } from '../engine/engine.ts';

/**
 * The engine, telling of each container that is created only to read an image's files: it is ours too, and belongs
 * into the notes. Everything else passes through.
 */
export function noticedEngine(
  engine: Engine,
  image: () => Pick<ImageDetails, 'id' | 'tags'> | null,
  onNotice: (notice: DebugNotice) => void,
): Engine {
  const made = new Map<string, DebugNotice>();
  return Object.assign(Object.create(engine) as Engine, {
    createOwn: async (spec: Parameters<Engine['createOwn']>[0]) => {
      const answer = await engine.createOwn(spec);
      if (answer.ok) {
        const notice: DebugNotice = {
          kind: 'made',
          containerId: answer.value,
          role: spec.role,
          tier: 'image',
          image: { ref: image()?.tags[0] ?? spec.imageId, id: spec.imageId },
          libc: { family: 'unknown', version: null },
          libcMatched: null,
          chosenBecause: "the target's own image, for reading its files",
          privileges: 'created, never started',
        };
        made.set(answer.value, notice);
        onNotice(notice);
      }
      return answer;
    },
    removeOwn: async (id: string) => {
      await engine.removeOwn(id);
      const notice = made.get(id);
      if (notice) onNotice({ ...notice, kind: 'removed' });
      made.delete(id);
    },
  });
}
