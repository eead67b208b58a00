import { describe, expect, it } from 'vitest';
import { sortByExpiry, sweep, sweepText } from '../../../src/debug/sweep.ts';
import type { Engine, OwnContainer } from '../../../src/engine/engine.ts';
import { fakeEngine } from '../target/fake-engine.ts';

const NOW = Date.parse('2026-03-01T03:00:00Z');
const own = (name: string, expires: string): OwnContainer => ({
  id: `${name}-id`,
  name,
  labels: {
    'io.walkdown.session': 's1',
    'io.walkdown.role': 'sidecar',
    'io.walkdown.operator': 'ana',
    ...(expires ? { 'io.walkdown.expires': expires } : {}),
  },
  state: 'running',
  createdAt: '2026-03-01T02:00:00Z',
});

describe('sweep', () => {
  it('goes by the time on the label', () => {
    const sorted = sortByExpiry(
      [own('over', '2026-03-01T02:59:59Z'), own('live', '2026-03-01T03:00:01Z'), own('none', ''), own('odd', 'soon')],
      NOW,
    );
    expect(sorted.expired.map((one) => one.name)).toEqual(['over']);
    expect(sorted.live.map((one) => one.name)).toEqual(['live']);
    expect(sorted.unknown.map((one) => one.name)).toEqual(['none', 'odd']);
  });

  it('goes by the engine’s clock, which is not ours', async () => {
    const { engine } = fakeEngine({});
    const soon = new Date(Date.now() + 60_000).toISOString();
    const removed: string[] = [];
    const ahead: Engine = {
      ...engine,
      info: { ...engine.info, clockSkewMs: 120_000 },
      listOwn: async () => [own('a', soon)],
      removeOwn: async (id) => void removed.push(id),
    };
    expect((await sweep(ahead)).removed.length).toBe(1);
    expect(removed).toEqual(['a-id']);
    expect((await sweep({ ...ahead, info: { ...engine.info, clockSkewMs: 0 } })).live.length).toBe(1);
  });

  it('tells what could not be removed, and hides no control characters in names', async () => {
    const { engine } = fakeEngine({});
    const report = await sweep({
      ...engine,
      listOwn: async () => [own('a\u001b[31mred', '2020-01-01T00:00:00Z')],
      removeOwn: async () => {
        throw new Error('denied');
      },
    });
    expect(report.failed.length).toBe(1);
    expect(sweepText(report)).toContain('denied');
    expect(sweepText(report)).not.toContain('\u001b');
    expect(sweepText({ removed: [], live: [], unknown: [], failed: [], replaced: [] })).toBe(
      'Nothing was left behind.\n',
    );
  });
});
