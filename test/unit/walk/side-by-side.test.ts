import { beforeAll, describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../src/playbook/next-step.ts';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import type { Playbook } from '../../../src/playbook/playbook.ts';
import type { StepRecord, WalkState } from '../../../src/session/state.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';
import { besideWaiting } from '../../../src/walk/side-by-side.ts';

let playbook: Playbook;

beforeAll(async () => {
  ({ playbook } = await loadRulebook('fast-diagnosis', playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' })));
});

const planned = (step: string, subject = ''): PlannedStep => ({ step, subject, reason: '' });

/** A walk in which one look-up took so long. */
function waited(durationMs: number): WalkState {
  const record = { step: 'dns-timing', subject: 'a.example:443', attempt: 1, evidence: [{ durationMs }] };
  return { steps: [record as unknown as StepRecord] } as unknown as WalkState;
}

function beside(id: string, state: WalkState, remaining: PlannedStep[]): string[] {
  const stepOf = (name: string) => playbook.steps.find((one) => one.id === name);
  const step = stepOf(id);
  if (!step) throw new Error(`no step ${id}`);
  return besideWaiting(step, state, remaining, stepOf).map((one) => `${one.step} ${one.subject}`.trim());
}

describe('steps that measure time', () => {
  const endpoints = [planned('dns-timing', 'b.example:443'), planned('dns-timing', 'c.example:443')];

  it('are alone while they are quick', () => {
    expect(beside('dns-timing', waited(900), endpoints)).toEqual([]);
  });

  it('are looked at side by side once one of them waited for seconds', () => {
    expect(beside('dns-timing', waited(10_000), endpoints)).toEqual([
      'dns-timing b.example:443',
      'dns-timing c.example:443',
    ]);
  });

  it('are never taken before those whose facts they need', () => {
    const remaining = [...endpoints, planned('dns-nameserver', '192.0.2.53'), planned('two-libcs')];
    expect(beside('dns-timing', waited(10_000), remaining)).toEqual([
      'dns-timing b.example:443',
      'dns-timing c.example:443',
    ]);
  });

  it('stay alone where what they measure is the machine’s', () => {
    expect(beside('cpu', waited(10_000), endpoints)).toEqual([]);
    expect(beside('dns-timing', waited(10_000), [planned('cpu'), planned('dns-series', '192.0.2.53')])).toEqual([]);
  });
});
