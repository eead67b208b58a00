import type { ExtractContext } from '../../../src/extract/extractor.ts';
import type { Evidence, Json } from '../../../src/session/evidence.ts';
import type { Libc } from '../../../src/target/target.ts';

/** What an extractor is given, of a plain running Debian container. */
export function context(more: Partial<Omit<ExtractContext, 'target'>> & { libc?: Partial<Libc> } = {}): ExtractContext {
  const { libc, ...rest } = more;
  return {
    target: {
      kind: 'container',
      id: 'c1',
      name: 'web',
      state: 'running',
      running: true,
      exitCode: null,
      oomKilled: false,
      image: {
        id: 'sha256:1',
        ref: 'web:1',
        tags: [],
        digests: [],
        created: '2026-01-01T00:00:00.000Z',
        architecture: 'amd64',
      },
      engineArchitecture: 'amd64',
      libc: { family: 'glibc', version: '2.36', because: 'test', ...libc },
      os: { id: 'debian', version: '12', name: 'Debian' },
      user: '',
      binary: '/app/web',
      endpoints: [],
      startedAt: null,
      restartCount: 0,
    },
    subject: 'api.test:443',
    earlier: {},
    limits: {},
    now: '2026-01-03T10:00:00.000Z',
    ...rest,
  };
}

/** One piece of evidence with what matters set. */
export function evidence(more: Partial<Evidence>): Evidence {
  return {
    kind: 'run',
    what: 'test',
    argv: [],
    view: 'sidecar',
    tier: 'network',
    exitCode: 0,
    timedOut: false,
    startedAt: '2026-01-03T10:00:00.000Z',
    durationMs: 1,
    stdout: '',
    stderr: '',
    truncated: false,
    byHand: '',
    ...more,
  };
}

/** A conversation's evidence. */
export function told(data: { [key: string]: Json }): Evidence {
  return evidence({ kind: 'exchange', exitCode: null, data });
}
