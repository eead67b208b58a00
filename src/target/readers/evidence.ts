import type { Evidence, Json } from '../../session/evidence.ts';

/** Evidence of a read by the engine alone: values for the extractor, text for the person. */
export function readEvidence(part: {
  what: string;
  startedAt: Date;
  data: Json;
  stdout: string;
  byHand: string;
  byHandEquivalent?: boolean;
  truncated?: boolean;
}): Evidence {
  return {
    kind: 'read',
    what: part.what,
    argv: [],
    view: 'engine',
    tier: 'engine',
    exitCode: null,
    timedOut: false,
    startedAt: part.startedAt.toISOString(),
    durationMs: Date.now() - part.startedAt.getTime(),
    stdout: part.stdout,
    stderr: '',
    truncated: part.truncated ?? false,
    data: part.data,
    byHand: part.byHand,
    ...(part.byHandEquivalent ? { byHandEquivalent: true } : {}),
  };
}
