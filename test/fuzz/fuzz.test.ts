import { describe, expect, it } from 'vitest';
import { fuzz } from './run.ts';

describe('every boundary', () => {
  it('takes whatever comes: a short fuzz run (a million: npm run fuzz)', async () => {
    const { counts, findings } = await fuzz(3_000, 1);
    expect(findings).toEqual([]);
    expect(counts.size).toBe(7);
  }, 120_000);
});
