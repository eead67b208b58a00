import { describe, expect, it } from 'vitest';
import type { ExtractContext } from '../../../src/extract/extractor.ts';
import { twoLibcs } from '../../../src/extract/two-libcs.ts';
import type { Evidence } from '../../../src/session/evidence.ts';

const CONTEXT = { target: { libc: { family: 'musl', version: '1.2.3' } } } as unknown as ExtractContext;

/** What `getent ahosts` printed on a side, and how long it took there. */
function run(side: 'own' | 'other', stdout: string, durationMs: number): Evidence {
  return {
    kind: 'run',
    what: 'look-up',
    argv: ['getent', 'ahosts', 'api.example'],
    view: 'sidecar',
    tier: 'network',
    exitCode: stdout === '' ? 2 : 0,
    timedOut: false,
    startedAt: '2026-11-23T02:41:00Z',
    durationMs,
    stdout,
    stderr: '',
    truncated: false,
    byHand: '',
    data: { side, host: 'api.example', startCostMs: 40 },
  };
}

describe('a look-up under both libcs', () => {
  it('is told apart by side', () => {
    const found = '203.0.113.10  STREAM api.example\n';
    expect(twoLibcs.extract([run('own', '', 5040), run('other', found, 60)], CONTEXT)).toEqual({
      compared: true,
      host: 'api.example',
      ownLibc: 'musl',
      otherLibc: 'glibc',
      ownFound: false,
      otherFound: true,
      ownSeconds: 5,
      otherSeconds: 0.02,
      sameAddresses: false,
    });
  });

  it('says nothing of a comparison that was not had', () => {
    const none = { ...run('own', '', 0), kind: 'exchange' as const, data: { compared: false } };
    expect(twoLibcs.extract([none], CONTEXT)).toEqual({ compared: false });
    expect(twoLibcs.extract([], CONTEXT)).toEqual({});
    expect(twoLibcs.extract([run('own', '', 100)], CONTEXT)).toEqual({});
  });
});
