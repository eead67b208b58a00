import type { Json, Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

/** The image's history: what each layer was made by, and its size. Serves the steps about layers and about size. */
export const layers: Reader = {
  source: 'layers',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const history = await context.engine.imageHistory(context.image.id);
    if (!history.ok) return { kind: 'unseen', reason: history.reason, toCheckIt: history.toCheckIt, evidence: [] };
    const entries = history.value
      .slice(0, 200)
      .map((one) => ({ ...one, tags: [...one.tags], createdBy: one.createdBy.slice(0, 2000) }));
    const data = { bytes: context.image.sizeBytes, entries };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'layers of the image',
          startedAt,
          data: data as unknown as Json,
          stdout: entries
            .map((one) => `${megabytes(one.sizeBytes).padStart(9)}  ${one.createdBy.replace(/\s+/g, ' ')}`)
            .join('\n'),
          byHand: `docker history --no-trunc ${context.image.id}`,
        }),
      ],
    };
  },
};

/** The same history, under the name of the step about size. */
export const imageSize: Reader = { ...layers, source: 'image-size' };

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
