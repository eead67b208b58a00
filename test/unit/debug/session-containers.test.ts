import { describe, expect, it, vi } from 'vitest';
import { createSessionContainers, type MadeFor } from '../../../src/debug/session-containers.ts';
import type { DebugNotice } from '../../../src/debug/views.ts';
import type { Answer, CommandResult, Engine, OwnContainerSpec } from '../../../src/engine/engine.ts';
import { fakeEngine } from '../target/fake-engine.ts';

const spec: OwnContainerSpec = {
  role: 'sidecar',
  imageId: 'sha256:1',
  argv: ['sleep', '9'],
  env: [],
  user: '65534:65534',
  capabilities: [],
  labels: {},
  tmp: true,
  stdin: false,
};
const about: MadeFor = {
  tier: 'network',
  image: { ref: 'alpine', id: 'sha256:1' },
  libc: { family: 'musl', version: '1.2.5' },
  libcMatched: true,
  chosenBecause: 'test',
};

/** An engine whose containers start when the test lets them. */
function slowEngine() {
  const { engine } = fakeEngine({});
  const removed: string[] = [];
  const starts: (() => void)[] = [];
  const slow: Engine = {
    ...engine,
    startOwn: () =>
      new Promise<Answer<string>>((resolve) => {
        const id = `c${starts.length + 1}`;
        starts.push(() => resolve({ ok: true, value: id }));
      }),
    runOwn: (_, limits) =>
      new Promise<Answer<CommandResult>>((resolve) => {
        limits.signal?.addEventListener('abort', () =>
          resolve({ ok: false, kind: 'failed', reason: 'cancelled', toCheckIt: '' }),
        );
      }),
    removeOwn: async (id) => void removed.push(id),
  };
  return { slow, removed, starts };
}

describe('the containers of a session', () => {
  it('go when it ends, those too that were being made just then', async () => {
    const { slow, removed, starts } = slowEngine();
    const notices: DebugNotice[] = [];
    const own = createSessionContainers(slow, (notice) => notices.push(notice));
    const first = own.start(spec, about);
    starts[0]?.();
    expect(await first).toEqual({ ok: true, value: 'c1' });
    const second = own.start(spec, about);
    const running = own.run({ ...spec, role: 'probe' }, about, { timeoutMs: 60_000, keepBytes: 1 });
    const closing = own.close();
    starts[1]?.();
    await closing;
    expect(removed.sort()).toEqual(['c1', 'c2']);
    expect(await second).toMatchObject({ ok: false, kind: 'gone' });
    expect(await running).toMatchObject({ ok: false });
    expect(await own.start(spec, about)).toMatchObject({ ok: false, kind: 'gone' });
    expect(notices.filter((one) => one.kind === 'made').length).toBe(
      notices.filter((one) => one.kind === 'removed').length,
    );
  });

  it('do not hold the end up where the engine hangs', async () => {
    vi.useFakeTimers();
    try {
      const { slow } = slowEngine();
      const own = createSessionContainers(slow, () => undefined);
      void own.start(spec, about);
      const closing = own.close();
      await vi.advanceTimersByTimeAsync(2_000);
      await closing;
    } finally {
      vi.useRealTimers();
    }
  });

  it('are removed once, and only those of this session', async () => {
    const { slow, removed, starts } = slowEngine();
    const own = createSessionContainers(slow, () => undefined);
    const made = own.start(spec, about);
    starts[0]?.();
    await made;
    await Promise.all([own.remove('c1'), own.remove('c1'), own.remove('somebody-else')]);
    await own.close();
    expect(removed).toEqual(['c1']);
  });
});
