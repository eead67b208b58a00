import { describe, expect, it } from 'vitest';
import { toolkitCheck } from '../../../src/commands/doctor/engine-checks.ts';
import type { Engine } from '../../../src/engine/engine.ts';

const bare = { listImages: async () => [] } as unknown as Engine;

describe('an engine without a toolkit', () => {
  it('is ready where other images serve everything that runs, and is told to have one', async () => {
    expect(await toolkitCheck(bare, true)).toMatchObject({
      state: 'warning',
      todo: expect.stringContaining('toolkit build musl'),
    });
  });

  it('is not ready where nothing else is known to serve', async () => {
    expect(await toolkitCheck(bare, false)).toMatchObject({ state: 'bad' });
  });
});
