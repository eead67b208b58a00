import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../../src/commands/compare.ts';
import { replay } from '../../../src/commands/replay.ts';
import type { Comparison } from '../../../src/notes/comparison.ts';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import { openJournal } from '../../../src/session/journal.ts';
import { asWritten } from '../../../src/session/transfer.ts';
import { openIncident, readIncident } from '../../../src/walk/open-recorded.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';
import { captureIo } from './capture-io.ts';

let home: string;
let id: string;
const env = (): Record<string, string> => ({ WALKDOWN_HOME: home, XDG_CONFIG_HOME: home });

/** A session among the stored ones, whose verdict of the step `dns-names` was another then. */
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'walkdown-replay-'));
  const { events } = await readIncident('search-domains');
  const started = events.find((one) => one.type === 'session.started');
  if (started?.type !== 'session.started') throw new Error('the incident does not begin');
  id = started.session.id;
  const journal = openJournal(join(home, 'sessions', id), id, 0);
  for (const event of events) {
    const isIt = event.type === 'step.judged' && event.step === 'dns-names';
    const judgement = isIt ? { ...event.judgement, outcome: 'ok' as const, code: 'DNS-400' } : null;
    journal.append(asWritten(judgement ? ({ ...event, judgement } as typeof event) : event));
  }
  journal.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('walkdown replay', () => {
  it('prints what was judged then, by the beginning of an id', async () => {
    const io = captureIo(env());
    await replay([id.slice(0, 12)], io);
    expect(io.out()).toMatch(/\+ ok +Absolute against searched name/);
    expect(io.out()).not.toContain('dns-search-amplification');
  });

  it('an incident walked again says which containers were made for it, and that none was left', async () => {
    const rulebook = await loadRulebook('fast-diagnosis', { ...playbookPlaces('/nowhere', {}), team: [] });
    const session = await openIncident('search-domains', rulebook);
    await session.finish('complete');
    const report = session.report();
    expect(report.debug.length).toBeGreaterThan(2);
    expect(report.interference.made.length).toBe(report.debug.length);
    expect(report.interference.connectedTo.length).toBeGreaterThan(0);
    expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
  });

  it('judges again by today’s rules, and says what changed', async () => {
    const io = captureIo(env());
    expect(await replay([id, '--judge'], io)).toBe(1);
    expect(io.out()).toContain('[dns-search-amplification]');
    expect(io.out()).toContain('Judged again by fast-diagnosis');
    expect(io.out()).toContain('root cause dns-search-amplification: not named then, confirmed now');
    expect(io.out()).toMatch(/dns-names .*: ok DNS-400 then, fault DNS-401 now/);
  });

  it('gives both sides as JSON', async () => {
    const io = captureIo(env());
    await replay([id, '--judge', '--format', 'json'], io);
    const { schema, left, right, differences } = JSON.parse(io.out()) as Comparison;
    expect(schema).toBe('walkdown.comparison/1');
    expect(left.rootCauses).toEqual([]);
    expect(right.rootCauses.map((one) => one.id)).toContain('dns-search-amplification');
    expect(differences[0]).toMatchObject({ step: 'dns-names', left: { outcome: 'ok' }, right: { outcome: 'fault' } });
  });

  it('opens a recorded incident by its id', async () => {
    const io = captureIo(env());
    expect(await replay(['incident:no-such-file'], io)).toBe(1);
    expect(io.out()).toContain('[libc-mismatch]');
    expect(await replay(['no-such-file'], captureIo(env()))).toBe(1);
  });

  it.each([
    [['nothing-like-it'], 4],
    [['incident:nothing-like-it'], 4],
    [[], 2],
    [['a', 'b'], 2],
    [['a', '--format', 'xml'], 2],
    [['a', '--playbook', 'x'], 2],
  ])('%j ends with %i', async (args, exitStatus) => {
    await expect(replay(args, captureIo(env()))).rejects.toMatchObject({ exitStatus });
  });
});

describe('walkdown compare', () => {
  it('walks two recorded incidents and says what explains the fault first', async () => {
    const io = captureIo(env());
    const targets = ['incident:rotated-certificate', 'incident:rotated-certificate-healthy'];
    expect(await compare([...targets, '--format', 'json'], io)).toBe(1);
    const { schema, left, right, differences } = JSON.parse(io.out()) as Comparison;
    expect(schema).toBe('walkdown.comparison/1');
    expect(left.rootCauses[0]?.id).toBe('ca-bundle-outdated');
    expect(right.rootCauses).toEqual([]);
    expect(differences.slice(0, 2).map(({ step }) => step)).toEqual(['tls-chain', 'trust-store']);
    // Each session names the other.
    expect(left.notes[0]?.text).toContain(right.session.id);
    expect(right.notes[0]?.text).toContain(left.session.id);
  });

  it.each([
    [['incident:rotated-certificate'], 2],
    [['incident:rotated-certificate', 'incident:nothing-like-it'], 4],
    [['incident:rotated-certificate', 'incident:no-such-file', '--format', 'md'], 2],
  ])('%j ends with %i', async (args, exitStatus) => {
    await expect(compare(args, captureIo(env()))).rejects.toMatchObject({ exitStatus });
  });
});
