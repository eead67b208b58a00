import { describe, expect, it } from 'vitest';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import type { Tier } from '../../../src/session/evidence.ts';
import { memoryJournal } from '../../../src/session/journal.ts';
import { emptyState } from '../../../src/session/state.ts';
import { Conductor } from '../../../src/walk/conductor.ts';
import { NO_POLICY, type Policy, parsePolicy, readPolicy, tiersAllowed } from '../../../src/walk/policy.ts';
import { ruleParts } from '../../../src/walk/rule-parts.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';

const ALL: Tier[] = ['engine', 'image', 'network', 'process', 'ptrace', 'capture', 'clone'];
/** A Monday, noon. */
const NOON = new Date('2026-11-23T12:00:00Z');

const of = (text: string): Promise<Policy> => parsePolicy(text, 'policy.yaml');

describe('the policy of a machine', () => {
  it('lets everything through where there is none', async () => {
    expect(await readPolicy('/nowhere/policy.yaml')).toEqual(NO_POLICY);
    expect(tiersAllowed(ALL, NO_POLICY, NOON)).toEqual({ tiers: ALL, refused: '' });
  });

  it('keeps every option under its highest tier, and says whom to ask', async () => {
    const policy = await of('highestTier: network\ntell: the platform team (#platform)\n');
    const { tiers, refused } = tiersAllowed(ALL, policy, NOON);
    expect(tiers).toEqual(['engine', 'image', 'network']);
    expect(refused).toContain('process, ptrace, capture, clone not allowed');
    expect(refused).toContain('ask the platform team (#platform)');
  });

  it('allows what lies beside the line by its name only', async () => {
    const policy = await of('highestTier: process\nalso: [ptrace]\n');
    expect(tiersAllowed(ALL, policy, NOON).tiers).toEqual(['engine', 'image', 'network', 'process', 'ptrace']);
  });

  it('makes nothing of ours in a freeze, and says why', async () => {
    const policy = await of('freeze: [{ from: 2026-11-23T00:00Z, to: 2026-11-24T00:00Z, why: the sale }]\n');
    const { tiers, refused } = tiersAllowed(ALL, policy, NOON);
    expect(tiers).toEqual(['engine']);
    expect(refused).toContain('frozen now (the sale)');
    expect(tiersAllowed(ALL, policy, new Date('2026-11-24T00:00:00Z')).tiers).toEqual(ALL);
  });

  it('knows a weekly freeze that goes over midnight', async () => {
    const policy = await of('freeze: [{ days: [fri], from: "16:00", to: "06:00", highestTier: image }]\n');
    const at = (time: string): readonly Tier[] => tiersAllowed(['network'], policy, new Date(time)).tiers;
    expect(at('2026-11-27T15:59:00Z')).toEqual(['network']);
    expect(at('2026-11-27T16:00:00Z')).toEqual([]);
    expect(at('2026-11-28T05:59:00Z')).toEqual([]);
    expect(at('2026-11-28T06:00:00Z')).toEqual(['network']);
  });

  it('never allows more in a freeze than outside of one', async () => {
    const policy = await of('highestTier: image\nfreeze: [{ days: [mon], highestTier: process }]\n');
    expect(tiersAllowed(ALL, policy, NOON).tiers).toEqual(['engine', 'image']);
  });

  it.each([
    ['highestTier: root', 'highestTier takes one of'],
    ['hihgestTier: image', '"hihgestTier" is none of them'],
    ['also: [everything]', 'also takes of'],
    ['freeze: [{ from: tomorrow, to: never }]', 'takes a time like'],
    ['freeze: [{ from: 2026-11-24T00:00Z, to: 2026-11-23T00:00Z }]', 'ends before it begins'],
    ['freeze: [{ days: [someday] }]', 'takes of sun, mon'],
    ['freeze: [{ days: [mon], from: "25:00" }]', 'takes a time of the day'],
    ['freeze: {}', 'freeze takes a list'],
    ['- a list', 'must be a mapping'],
    ['a: [b', 'cannot be read as YAML'],
    ['tell: "two\\nlines"', 'takes a line of text'],
    ['a: &a [*a, *a]', 'policy.yaml'],
  ])('refuses %s in one line', async (text, words) => {
    const failure = await of(text).catch((error: Error & { exitStatus: number }) => error);
    expect(failure).toMatchObject({ exitStatus: 2, message: expect.stringContaining(words) });
    expect((failure as Error).message).not.toContain('\n');
  });
});

describe('a walk under a policy', () => {
  it('uses no tier above the ceiling, whoever allows it, and journals why', async () => {
    const policy = await of('highestTier: network\ntell: "#platform"\n');
    const rulebook = await loadRulebook('fast-diagnosis', playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' }));
    const conductor = new Conductor(
      {
        ...ruleParts(rulebook),
        observer: { observe: () => Promise.reject(new Error('nothing is looked at')) },
        journal: memoryJournal('test'),
        redact: (evidence, facts) => ({ evidence, facts, rules: {} }),
        timeoutMs: null,
        ceiling: (wanted) => tiersAllowed(wanted, policy, NOON),
        now: () => NOON,
      },
      emptyState(),
    );
    conductor.allow(['image', 'network', 'process', 'ptrace'], 'asked');
    expect([...conductor.allowed]).toEqual(['engine', 'image', 'network']);
    const refused = conductor.state.consents.find(({ given }) => !given);
    expect(refused?.tiers).toEqual(['process', 'ptrace']);
    expect(refused?.what).toContain('ask #platform');
  });
});
