import { expect, it } from 'vitest';
import type { SessionEvent } from '../../../src/session/events.ts';
import { foldAll, LEFT_AS_FOLLOW_UP } from '../../../src/session/state.ts';

it('a question that walkdown passed over is nobody’s decision; a skip with a reason is', () => {
  const skip = (n: number, reason: string): SessionEvent =>
    ({
      n,
      at: '2026-11-23T02:41:00Z',
      type: 'step.skipped',
      step: 'rebuild',
      subject: '',
      attempt: 1,
      reason,
    }) as SessionEvent;
  const kinds = (reason: string) => foldAll([skip(0, reason)]).timeline.map(({ kind }) => kind);
  expect(kinds(LEFT_AS_FOLLOW_UP)).toEqual(['step']);
  expect(kinds('nobody can rebuild tonight')).toEqual(['decision']);
});
