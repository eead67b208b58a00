import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanInput, planSteps, stepsWithoutSubjects, type TakenStep } from '../../../src/playbook/next-step.ts';
import type { Step } from '../../../src/playbook/playbook.ts';

function step(id: string, phase: string, more: Partial<Step> = {}): Step {
  return {
    id,
    phase,
    title: id,
    why: '',
    kind: 'diagnosis',
    essential: false,
    timing: false,
    waits: false,
    each: null,
    when: null,
    otherwise: '',
    after: [],
    action: { kind: 'derive' },
    timeoutMs: 1000,
    extract: id,
    facts: {},
    rules: [],
    toCheckIt: '',
    file: '',
    line: 1,
    ...more,
  };
}

const PLAYBOOK = {
  phases: [
    { id: 'identity', title: '', first: true },
    { id: 'network', title: '', first: false },
    { id: 'linking', title: '', first: false },
  ],
  steps: [
    step('image-id', 'identity'),
    step('image-size', 'identity', { kind: 'hygiene' }),
    step('libraries', 'linking', { after: ['linkage'] }),
    step('linkage', 'linking'),
    step('resolver', 'network'),
    step('nameserver', 'network', { each: 'nameservers', after: ['resolver'] }),
    step('dns', 'network', { each: 'endpoints', after: ['resolver'] }),
    step('tls', 'network', { each: 'endpoints' }),
  ],
};

function plan(more: Partial<PlanInput> = {}): string[] {
  return planSteps(input(more)).map(({ step: id, subject }) => `${id} ${subject}`.trim());
}

function input(more: Partial<PlanInput> = {}): PlanInput {
  return {
    playbook: PLAYBOOK,
    subjects: { endpoints: ['a', 'b'], nameservers: null, modules: null },
    taken: [],
    skipped: [],
    start: '',
    ...more,
  };
}

function taken(id: string, subject = '', next = '', outcome: TakenStep['outcome'] = 'ok'): TakenStep {
  return { step: id, subject, outcome, code: 'XXX-001', next };
}

describe('the order of a walk', () => {
  it('identity first, then the phases, needed steps before those that need them, hygiene last', () => {
    expect(plan()).toEqual([
      'image-id',
      'resolver',
      'nameserver',
      'dns a',
      'dns b',
      'tls a',
      'tls b',
      'linkage',
      'libraries',
      'image-size',
    ]);
  });

  it('begins, after identity, where the symptom is decided', () => {
    expect(plan({ start: 'libraries' }).slice(0, 4)).toEqual(['image-id', 'linkage', 'libraries', 'resolver']);
    expect(
      planSteps(input({ start: 'libraries' }))
        .slice(0, 3)
        .map(({ reason }) => reason),
    ).toEqual(['first, what is really running', 'needed for libraries', 'what you see is decided here fastest']);
  });

  it('follows what the last rule advises, for the same subject', () => {
    const done = [taken('image-id'), taken('resolver'), taken('dns', 'b', 'tls')];
    const [first, second] = planSteps(input({ taken: done }));
    expect(first).toEqual({ step: 'tls', subject: 'b', reason: 'advised by XXX-001' });
    expect(second).toMatchObject({ step: 'dns', subject: 'a' });
  });

  it('keeps older advice only where there was trouble', () => {
    const advised = (outcome: TakenStep['outcome']): string | undefined =>
      plan({ taken: [taken('image-id', '', 'libraries', outcome), taken('resolver')] })[0];
    expect(advised('suspect')).toBe('linkage');
    expect(advised('ok')).toBe('dns a');
  });

  it('never advises away from identity', () => {
    const playbook = { ...PLAYBOOK, steps: [step('state', 'identity'), ...PLAYBOOK.steps] };
    expect(plan({ playbook, taken: [taken('state', '', 'tls', 'fault')], start: 'dns' })[0]).toBe('image-id');
  });

  it('skipped steps do not come back, nor hold up others', () => {
    const skipped = [
      { step: 'linkage', subject: '' },
      { step: 'tls', subject: 'a' },
      { step: 'dns', subject: '' },
    ];
    expect(plan({ skipped })).toEqual(['image-id', 'resolver', 'nameserver', 'tls b', 'libraries', 'image-size']);
  });

  it('subjects that are not known yet are one entry until they could be', () => {
    expect(plan()).toContain('nameserver');
    const known = { endpoints: [], nameservers: ['10.0.0.2'], modules: null };
    expect(plan({ subjects: known, taken: [taken('resolver')] })).toContain('nameserver 10.0.0.2');
    const lost = input({ subjects: { ...known, nameservers: null }, taken: [taken('resolver')] });
    expect(planSteps(lost).map((one) => one.step)).not.toContain('nameserver');
    expect(stepsWithoutSubjects(lost).map(({ id }) => id)).toEqual(['nameserver', 'dns', 'tls']);
    expect(stepsWithoutSubjects(input()).map(({ id }) => id)).toEqual([]);
  });
});

describe('whatever was taken', () => {
  it('every open step is there once, none that is done, needed ones first, and the walk ends', () => {
    const ids = PLAYBOOK.steps.map(({ id }) => id);
    const arbitrary = fc.record({
      taken: fc.array(
        fc.record({
          step: fc.constantFrom(...ids),
          subject: fc.constantFrom('', 'a', 'b'),
          outcome: fc.constantFrom('ok' as const, 'fault' as const),
          code: fc.constant('X-001'),
          next: fc.constantFrom('', ...ids, 'nope'),
        }),
        { maxLength: 8 },
      ),
      start: fc.constantFrom('', ...ids),
    });
    fc.assert(
      fc.property(arbitrary, ({ taken: done, start }) => {
        const found = planSteps(input({ taken: done, start }));
        const keys = found.map((one) => `${one.step} ${one.subject}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const one of done) expect(keys).not.toContain(`${one.step} ${one.subject}`);
        for (const [index, one] of found.entries()) {
          const needs = PLAYBOOK.steps.find(({ id }) => id === one.step)?.after ?? [];
          const later = found.slice(index + 1).map((two) => two.step);
          for (const need of needs) expect(later).not.toContain(need);
        }
        const rest: TakenStep[] = [...done];
        for (let round = 0; round < 40; round++) {
          const [next] = planSteps(
            input({ taken: rest, start, subjects: { endpoints: ['a', 'b'], nameservers: ['n'], modules: [] } }),
          );
          if (next === undefined) return;
          rest.push({ ...next, outcome: 'fault', code: 'X-001', next: next.step === 'dns' ? 'resolver' : 'dns' });
        }
        throw new Error('the walk does not end');
      }),
      { numRuns: 200 },
    );
  });
});
