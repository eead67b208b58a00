import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMutants } from '../../src/playbook/mutants.ts';
import { bundledDir, playbookPlaces } from '../../src/playbook/places.ts';
import { testPlaybook, unreachedRules } from '../../src/playbook/playbook-tests.ts';
import { testRecordings } from '../../src/walk/recorded-folders.ts';
import { loadRulebook } from '../../src/walk/rulebook.ts';

/** The share of broken rules that tests must notice, in percent. */
const NOTICED = { 'fast-diagnosis': 100, 'choose-base': 100, 'build-pipeline': 100, 'before-alpine': 100 };

describe.each(Object.entries(NOTICED))('the tests of %s', (name, least) => {
  it('pass, reach the rules, and notice a broken one', { timeout: 240_000 }, async () => {
    const { playbook } = await loadRulebook(name, { ...playbookPlaces('/nowhere', {}), team: [] });
    const file = join(bundledDir(), `${name}.tests.yaml`);
    const written = await testPlaybook(playbook, readFileSync(file, 'utf8'), file);
    const folders = written.recordings.map((folder) => join(bundledDir(), folder));
    const recorded = await testRecordings(folders, playbook, false);
    expect(written.problems).toEqual([]);
    expect(recorded.problems).toEqual([]);
    expect(recorded.absent).toEqual([]);
    const unreached = unreachedRules(playbook, new Set([...written.reached, ...recorded.reached]));
    expect(unreached).toEqual([]);
    const { mutants, killed, survivors } = runMutants(playbook, [...written.checks, ...recorded.checks]);
    expect(mutants).toBeGreaterThan(20);
    const missed = survivors.map(({ code, step, what }) => `${code} of ${step} ${what}`).join('\n');
    expect((100 * killed) / mutants, missed).toBeGreaterThanOrEqual(least);
  });
});
