import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { left } from '../../../src/walk/own-containers.ts';

/** An engine whose list of our containers changes as it is asked: a real one cannot be made to remove slowly on purpose. */
function engineThatLists(...lists: string[][]): Engine {
  const listOwn = async () => {
    const states = lists.length > 1 ? lists.shift() : lists[0];
    return (states ?? []).map((state) => ({
      id: 'a1',
      name: 'walkdown-sidecar-1',
      state,
      labels: { 'io.walkdown.session': 's1' },
    }));
  };
  return { listOwn } as unknown as Engine;
}

describe('what is left of ours', () => {
  it('is not what the engine is still removing', async () => {
    expect(await left(engineThatLists(['removing'], ['removing'], []), 's1')).toEqual([]);
  });

  it('is what stays, with its state', async () => {
    expect(await left(engineThatLists(['running']), 's1')).toEqual(['walkdown-sidecar-1 (running)']);
    expect(await left(engineThatLists(['running']), 'another')).toEqual([]);
  });
});
