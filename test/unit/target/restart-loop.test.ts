import { expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { seenThroughLoop } from '../../../src/target/restart-loop.ts';
import { aContainer } from './fake-engine.ts';

const now = () => new Date().toISOString();
const restarted = () => aContainer({ restartPolicy: 'always', restartCount: 4, startedAt: now() });

/** An engine whose answers about the container come one after the other. */
function answering(...states: Partial<ReturnType<typeof aContainer>>[]) {
  let asked = 0;
  const engine: Pick<Engine, 'inspectContainer'> & { info: { clockSkewMs: number } } = {
    info: { clockSkewMs: 0 },
    inspectContainer: async () => {
      const over = states[Math.min(asked, states.length - 1)];
      asked += 1;
      return { ok: true, value: { ...restarted(), ...over } };
    },
  };
  return { engine, asked: () => asked };
}

it('a container that ends again while it is watched is restarting', async () => {
  const { engine } = answering({ startedAt: 'same' }, { state: 'exited' });
  const container = { ...restarted(), startedAt: now() };
  expect(await seenThroughLoop(engine, container)).toMatchObject({ state: 'restarting', restartCount: 4 });
});

it('so is one that was started anew between two looks', async () => {
  const { engine } = answering({ state: 'running', restartCount: 5, startedAt: '2026-01-02T00:00:09Z' });
  expect(await seenThroughLoop(engine, restarted())).toMatchObject({ state: 'restarting', restartCount: 5 });
});

it('one that stays up is what it was', async () => {
  const container = restarted();
  const { engine } = answering({ startedAt: container.startedAt });
  expect(await seenThroughLoop(engine, container, 450)).toBe(container);
});

it('one that was never restarted, or long ago, is not watched', async () => {
  for (const container of [aContainer(), aContainer({ restartCount: 4, startedAt: '2026-01-02T00:00:00Z' })]) {
    const { engine, asked } = answering({ state: 'exited' });
    expect(await seenThroughLoop(engine, container)).toBe(container);
    expect(asked()).toBe(0);
  }
});
