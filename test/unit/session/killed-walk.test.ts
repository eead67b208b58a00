import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent, SessionEvent } from '../../../src/session/events.ts';
import { type Journal, memoryJournal, openJournal } from '../../../src/session/journal.ts';
import { readJournal } from '../../../src/session/read-journal.ts';
import { emptyState, foldAll, type WalkState } from '../../../src/session/state.ts';
import { Conductor } from '../../../src/walk/conductor.ts';
import { diagnosisOf } from '../../../src/walk/diagnosis-of-state.ts';
import { recordedObserver } from '../../../src/walk/recorded-observer.ts';
import { ruleParts } from '../../../src/walk/rule-parts.ts';
import type { Rulebook } from '../../../src/walk/rulebook.ts';
import { bundledRules, ENDPOINT, evidence, START, step, written } from '../notes/sample.ts';
import { target } from '../playbook/helpers.ts';

const ID = '20261123-024117-3f2a';
let rules: Rulebook;
let dir: string;
/** Enough of the playbook to have every kind of step, few enough to be walked at each of its events. */
const STEPS =
  'what-changed state image-id log resolver-config dns-timing connect trust-store tls-chain clock disk packages'.split(
    ' ',
  );

beforeAll(async () => {
  const { playbook, ...rest } = await bundledRules();
  const steps = playbook.steps
    .filter((one) => STEPS.includes(one.id))
    .map((one) => ({ ...one, after: one.after.filter((id) => STEPS.includes(id)) }));
  rules = { ...rest, playbook: { ...playbook, steps } };
});
beforeEach(() => {
  // Twenty thousand events are written through to disk; in memory that takes a second.
  dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'walkdown-killed-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** What there is to see: a large output among it, and a step that cannot be looked at. */
const RECORDED = written([
  ...step('resolver-config', 'ok', '', '', {
    facts: { networkless: false, nameservers: ['10.0.0.2'], ndots: 5, search: [], changed: false },
    evidence: [evidence({ stdout: 'nameserver 10.0.0.2\n'.repeat(2000) })],
  }),
  ...step('tls-chain', 'ok', '', '', { subject: ENDPOINT, facts: { verified: false } }),
]);

/** A journal that reaches the disk like any other until the process is killed at the event `n`; from then on, nothing. */
function killedAt(journal: Journal, n: number, killed: AbortController): Journal {
  const lost = memoryJournal(journal.id);
  let left = n;
  return {
    id: journal.id,
    dir: journal.dir,
    trouble: null,
    append(event: NewEvent): SessionEvent {
      left -= 1;
      if (left < 0) killed.abort();
      return left >= 0 ? journal.append(event) : lost.append(event);
    },
    close() {},
  };
}

function conductor(journal: Journal, state: WalkState): Conductor {
  const recording = recordedObserver(RECORDED);
  return new Conductor(
    {
      ...ruleParts(rules),
      observer: recording.observer,
      knownFacts: recording.facts,
      journal,
      redact: (seen, facts) => ({ evidence: seen, facts, rules: { 'url-credentials': 1 } }),
      timeoutMs: null,
      now: () => new Date('2026-11-23T02:41:17Z'),
    },
    state,
  );
}

/** From wherever the state is to the end; a person's note on the way. */
async function walk(journal: Journal, state: WalkState, killed?: AbortSignal): Promise<WalkState> {
  const one = conductor(journal, state);
  if (state.session === null) one.record(START);
  if (one.state.target === null) one.record({ type: 'target.identified', target: target() });
  if (one.state.consents.length === 0) one.allow(['image', 'network'], 'all');
  if (one.state.notes.length === 0) one.record({ type: 'note.added', text: 'partner rotated', operator: 'alice' });
  await one.takeAll(killed);
  if (one.state.finished === null) one.record({ type: 'session.finished', reason: 'complete' });
  return one.state;
}

/** What a walk came to, whichever way it took: its judgements and what they add up to. */
function outcome(state: WalkState) {
  const judged = state.steps
    .filter((one) => one.judgement !== null)
    .map((one) => [one.step, one.subject, one.attempt, one.judgement, one.evidence])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    judged,
    diagnosis: diagnosisOf(state, rules),
    notes: state.notes.map((one) => one.text),
    finished: state.finished,
  };
}

describe('a walk that is killed', () => {
  it('at any event is resumed from its journal, and comes to the same', async () => {
    const whole = openJournal(join(dir, 'whole'), ID, 0);
    const expected = outcome(await walk(whole, emptyState()));
    whole.close();
    const events = readJournal(join(dir, 'whole')).events.length;
    expect(events).toBeGreaterThan(40);
    expect(expected.judged.length).toBeGreaterThanOrEqual(STEPS.length);
    for (let n = 0; n < events; n++) {
      const place = join(dir, String(n));
      const first = openJournal(place, ID, 0);
      const killed = new AbortController();
      await walk(killedAt(first, n, killed), emptyState(), killed.signal);
      first.close();
      const read = readJournal(place);
      expect(read.events).toHaveLength(n);
      const state = foldAll(read.events);
      const second = openJournal(place, ID, read.next);
      if (state.session !== null) {
        const resumed = second.append({ type: 'session.resumed', operator: 'bob', machine: 'laptop' });
        expect(resumed.n).toBe(n);
      }
      const end = outcome(await walk(second, foldAll(readJournal(place).events)));
      second.close();
      expect(end, `killed at event ${n}`).toEqual(expected);
      expect(outcome(foldAll(readJournal(place).events)), `read again, killed at ${n}`).toEqual(expected);
    }
  }, 120_000);
});
