import { describe, expect, it } from 'vitest';
import { trustFacts } from '../../../src/extract/tls-verdicts.ts';
import type { Json } from '../../../src/session/evidence.ts';

const facts = (target: Record<string, Json>, of = 144) =>
  trustFacts({
    verdicts: [
      { label: 'target', code: 20, ...target },
      { label: 'reference', code: 0, size: of },
    ],
  });

describe('a bundle of somebody’s own choice', () => {
  it('is told from an old edition of the public list', () => {
    expect(facts({ size: 2, sharedWithReference: 0 })).toMatchObject({ curated: true });
    expect(facts({ size: 30, sharedWithReference: 28 })).toMatchObject({ curated: true });
    expect(facts({ size: 160, sharedWithReference: 50 })).toMatchObject({ curated: false });
    expect(facts({ size: 140, sharedWithReference: 130 })).toMatchObject({ curated: false });
  });

  it('is not claimed where that cannot be told', () => {
    expect(facts({ size: 2, sharedWithReference: 0 }, 3)).not.toHaveProperty('curated');
    expect(facts({ size: 2 })).not.toHaveProperty('curated');
    expect(facts({ size: 0, sharedWithReference: 0 })).toMatchObject({ curated: false });
  });
});
