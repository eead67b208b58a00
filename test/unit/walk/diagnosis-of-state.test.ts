import { beforeAll, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../src/session/events.ts';
import { foldAll, type WalkState } from '../../../src/session/state.ts';
import { diagnosisOf } from '../../../src/walk/diagnosis-of-state.ts';
import type { Rulebook } from '../../../src/walk/rulebook.ts';
import { bundledRules, ENDPOINT, START, step, written } from '../notes/sample.ts';
import { target } from '../playbook/helpers.ts';

let rules: Rulebook;
beforeAll(async () => {
  rules = await bundledRules();
});

function walked(...events: NewEvent[]): WalkState {
  return foldAll(written([START, { type: 'target.identified', target: target() }, ...events]));
}

const END: NewEvent = { type: 'session.finished', reason: 'left' };

/** A step that could not be looked at, for this reason. */
function unseen(id: string, why: 'unseen' | 'interrupted' | 'failed', subject = ''): NewEvent[] {
  const outcome = why === 'failed' ? 'tool-error' : 'inconclusive';
  return step(id, outcome, '', 'no sidecar', { subject }).map((event) =>
    event.type === 'step.observed'
      ? { ...event, unseen: { reason: 'no sidecar', toCheckIt: 'pull one', tier: 'network', why } }
      : event,
  );
}

const of = (state: WalkState, id: string) => diagnosisOf(state, rules).notChecked.filter((one) => one.step === id);

describe('what a walk adds up to', () => {
  it('what could not be seen is not checked, with the reason, the way and the tier', () => {
    expect(of(walked(...unseen('trust-store', 'unseen')), 'trust-store')).toEqual([
      { step: 'trust-store', subject: '', reason: 'no sidecar', toCheckIt: 'pull one', tier: 'network' },
    ]);
  });

  it('what was interrupted or failed is inconclusive, and counted once', () => {
    const state = walked(
      ...unseen('trust-store', 'failed'),
      ...unseen('clock', 'interrupted'),
      ...unseen('disk', 'unseen'),
    );
    expect(diagnosisOf(state, rules).coverage).toEqual({ steps: 3, judged: 0, inconclusive: 2, notChecked: 1 });
  });

  it('a look that worked at the second attempt is checked', () => {
    const state = walked(...unseen('disk', 'unseen'), ...step('disk', 'ok', 'DSK-000', 'fine', { attempt: 2 }));
    expect(of(state, 'disk')).toEqual([]);
    expect(diagnosisOf(state, rules).coverage).toMatchObject({ steps: 1, judged: 1 });
  });

  it('what was passed over is not checked, with the reason typed; passing over a second attempt leaves the first', () => {
    const skip = (attempt: number, reason: string): NewEvent => ({
      type: 'step.skipped',
      step: 'disk',
      subject: '',
      attempt,
      reason,
    });
    expect(of(walked(skip(1, 'looked at it by hand')), 'disk')).toMatchObject([
      { reason: 'passed over: looked at it by hand' },
    ]);
    expect(of(walked(skip(1, '')), 'disk')).toMatchObject([{ reason: 'passed over' }]);
    expect(of(walked(...step('disk', 'ok', 'DSK-000', 'x'), skip(2, 'enough')), 'disk')).toEqual([]);
  });

  it('steps that were not reached count once the walk has ended, each subject by itself', () => {
    const events = step('tls-chain', 'ok', 'TLS-000', 'x', { subject: ENDPOINT });
    expect(diagnosisOf(walked(...events), rules).notChecked).toEqual([]);
    const left = diagnosisOf(walked(...events, END), rules).notChecked;
    expect(left).toContainEqual(
      expect.objectContaining({ step: 'connect', subject: ENDPOINT, reason: 'the walk ended before it' }),
    );
    expect(left.filter((one) => one.step === 'tls-chain')).toEqual([]);
    expect(left.filter((one) => one.step === 'native-modules').length).toBeLessThanOrEqual(1);
  });

  it('an endpoint more than is walked is said to be left out, and none at all how to name one', () => {
    const endpoints = Array.from({ length: 12 }, (_, n) => ({
      host: `h${n}.example`,
      port: 443,
      foundIn: '',
      source: 'used' as const,
      scheme: 'https',
      tls: true,
    }));
    const many = foldAll(written([START, { type: 'target.identified', target: target({ endpoints }) }, END]));
    expect(of(many, 'connect')).toHaveLength(12);
    expect(of(many, 'connect').at(-1)?.toCheckIt).toMatch(/walk it alone: --endpoint h/);
    const none = foldAll(written([START, { type: 'target.identified', target: target({ endpoints: [] }) }, END]));
    expect(of(none, 'connect')).toEqual([
      { step: 'connect', subject: '', reason: 'no endpoint is known', toCheckIt: 'name one: --endpoint HOST[:PORT]' },
    ]);
  });

  it('before the target is known there is nothing but what was not checked', () => {
    const found = diagnosisOf(foldAll(written([START, END])), rules);
    expect(found.rootCauses).toEqual([]);
    expect(found.coverage.judged).toBe(0);
    expect(found.notChecked.length).toBeGreaterThan(20);
  });

  it('steps of another playbook are left aside', () => {
    const state = walked(...step('of-another-playbook', 'fault', 'X-001', 'x'));
    expect(diagnosisOf(state, rules).coverage.steps).toBe(0);
  });
});
