import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';
import { readExpectations, scenarioProblems } from '../../gym/scenario-folders.ts';
import { setUp } from '../../gym/set-up.ts';

const { causes, playbook } = await loadRulebook('fast-diagnosis', { ...playbookPlaces('/nowhere', {}), team: [] });
const known = { causes: causes.map(({ id }) => id), steps: playbook.steps.map(({ id }) => id) };

it('every scenario has its files, and names causes and steps that there are', () => {
  expect(scenarioProblems(known)).toEqual([]);
});

describe('a scenario that is not right', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const RIGHT = 'what: A disk that is full, and writes that fail.\ncauses: [disk-full]\ncited: [disk]\nlibc: musl\n';
  function scenario(expected: string, files: readonly string[] = ['break.ts', 'recording.jsonl']): void {
    mkdirSync(join(folder, 'disk'));
    writeFileSync(join(folder, 'disk', 'expected.yaml'), expected);
    for (const file of files) writeFileSync(join(folder, 'disk', file), '');
  }

  it('is none when all is there', () => {
    scenario(RIGHT);
    expect(scenarioProblems(known, folder)).toEqual([]);
  });

  it('names a cause or a step that there is not, with the one that was meant', () => {
    scenario(`${RIGHT.replace('disk-full', 'disk-ful').replace('[disk]', '[disks]')}forbidden: [oom-kiled]\n`);
    expect(scenarioProblems(known, folder)).toEqual([
      'disk/expected.yaml: causes names "disk-ful", which is no root cause; did you mean "disk-full"?',
      'disk/expected.yaml: forbidden names "oom-kiled", which is no root cause; did you mean "oom-killed"?',
      'disk/expected.yaml: cited names "disks", which is no step of the playbook; did you mean "disk"?',
    ]);
  });

  it('lacks its set-up or its recording, and is told how to get one', () => {
    scenario(RIGHT, []);
    expect(scenarioProblems(known, folder)).toEqual([
      'disk has no break.ts: it exports make, which sets the container up',
      'disk has no recording.jsonl: npm run gym -- --only disk --record test/gym/scenarios',
    ]);
  });

  it.each([
    ['a key that is none', `${RIGHT}cause: disk-full\n`, /expected\.yaml: the file: Unrecognized key: "cause"/],
    ['no libc', RIGHT.replace('libc: musl\n', ''), /expected\.yaml: libc: /],
    ['no step to be cited', RIGHT.replace('cited: [disk]\n', ''), /cited: names a step that must be cited/],
    ['a cause both expected and forbidden', `${RIGHT}forbidden: [disk-full]\n`, /forbidden: holds a cause that is exp/],
    ['a line that says nothing', RIGHT.replace(/what: .*/, 'what: full'), /what: must be one line of 20 to 160/],
  ])('has %s', (_, text, said) => {
    scenario(text);
    expect(() => readExpectations(folder)).toThrow(said);
  });

  it('has no expected.yaml', () => {
    mkdirSync(join(folder, 'disk'));
    expect(() => readExpectations(folder)).toThrow(/disk\/expected\.yaml is missing/);
  });

  it('is asked for by a name that there is not', () => {
    expect(() => setUp('no-such-scenario')).toThrow('test/gym/scenarios has no "no-such-scenario"');
  });
});
