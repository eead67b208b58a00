import { describe, expect, it } from 'vitest';
import { renderProblem } from '../../../src/playbook/problem.ts';
import { loadSignatures } from '../../../src/playbook/signatures.ts';

const GOOD = `schema: walkdown.signatures/1
signatures:
  - id: one
    area: image
    symptom: unknown
    says: something broke
    rootCauses: [oom-killed]
    patterns:
      - { re: 'it broke', in: log, weight: 5 }
    tellApart:
      - { other: something else, by: it says so }
    tests: { match: [it broke], not: [it works] }
`;

async function problems(text: string): Promise<string[]> {
  const loaded = await loadSignatures(text, { file: 's.yaml', rootCauses: ['oom-killed'] });
  expect(loaded.value === null).toBe(loaded.problems.length > 0);
  return loaded.problems.map(renderProblem);
}

describe('a file of signatures', () => {
  it('loads when it is right', async () => {
    expect(await problems(GOOD)).toEqual([]);
  });

  it.each([
    ['a key that does not exist', 'says: ', 'sayz: ', 's.yaml:6:5: unknown key "sayz"'],
    ['a symptom that does not exist', 'unknown', 'unknwon', 's.yaml:5:14: "symptom" must be one of'],
    ['a root cause that does not exist', '[oom-killed]', '[oom-kiled]', 's.yaml:7:18: "oom-kiled" is no root cause'],
    ['a weight beyond ten', 'weight: 5', 'weight: 11', 's.yaml:9:44: "weight"'],
    ['a pattern without a literal', "'it broke'", "'\\d+ \\w+'", 's.yaml:9:15: has no literal'],
    [
      'a near-miss that does not exist',
      '{ other: something else,',
      '{ from: two,',
      's.yaml:11:17: "two" is no other signature',
    ],
    ['a near-miss that is nothing', '{ other: something else,', '{', 's.yaml:11:9: needs either "from" or "other"'],
    ['no tests', 'match: [it broke]', 'match: []', 's.yaml:12:21: "match" must not be empty'],
    ['broken YAML', 'says: something', 'says: [something', 's.yaml:'],
    ['another format', 'signatures/1', 'signatures/9', 's.yaml:1:9: "schema" must be'],
  ])('says where it has %s', async (_, right, wrong, expected) => {
    expect((await problems(GOOD.replace(right, wrong))).join('\n')).toContain(expected);
  });

  it('says so when an id is there twice', async () => {
    const again = GOOD.slice(GOOD.indexOf('  - id'));
    expect(await problems(GOOD + again)).toEqual(['s.yaml:13:9: "one" is there twice']);
  });

  it.each([
    ['empty', ''],
    ['a list', '- 1'],
    ['a bomb', 'a: &a [x]\nb: &b [*a,*a]\n'],
    ['bytes', '\0\0\0'],
    ['too large', 'x'.repeat(2_000_000)],
  ])('that is %s is a problem, not a crash', async (_, text) => {
    expect(await problems(text)).not.toEqual([]);
  });
});
