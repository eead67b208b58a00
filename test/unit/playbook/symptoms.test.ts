import { describe, expect, it } from 'vitest';
import { loadSymptoms } from '../../../src/playbook/load-symptoms.ts';
import { renderProblem } from '../../../src/playbook/problem.ts';
import { suggestSymptoms } from '../../../src/playbook/symptoms.ts';
import { placeOf, target } from './helpers.ts';

const TEXT = `schema: walkdown.symptoms/1
symptoms:
  - id: wont-start
    words: It does not start, or starts over and over
    start: entrypoint
    suggests:
      - { when: "has(target.exitCode) && target.exitCode in [126, 127]", because: "it ended with {target.exitCode}" }
      - { log: "(?i)no such file or directory", because: its log says so }
  - id: tls-errors
    words: HTTPS fails
    suggests:
      - { log: "certificate (verify|has expired)", because: its log says so }
  - { id: unknown, words: Not sure }
`;

async function problems(text: string): Promise<string[]> {
  const { problems: found } = await loadSymptoms(text, { file: 'pb.yaml', steps: ['entrypoint'] });
  return found.map(renderProblem);
}

describe('symptoms', () => {
  it('are suggested by the state first, then by the last log line that fits', async () => {
    const { value } = await loadSymptoms(TEXT, { file: 'pb.yaml', steps: ['entrypoint'] });
    const log = [
      'exec: No such file or directory (1)',
      'certificate has expired',
      'no such file or directory (2)',
      'bye',
    ];
    expect(suggestSymptoms(value ?? [], target({ exitCode: 127 }), log)).toEqual([
      { id: 'wont-start', words: 'It does not start, or starts over and over', because: 'it ended with 127', line: '' },
      { id: 'tls-errors', words: 'HTTPS fails', because: 'its log says so', line: 'certificate has expired' },
    ]);
    expect(suggestSymptoms(value ?? [], target(), log)[0]).toMatchObject({ line: 'no such file or directory (2)' });
    expect(suggestSymptoms(value ?? [], target(), [])).toEqual([]);
  });

  it('are checked with line and column', async () => {
    const text = TEXT.replace('start: entrypoint', 'start: entrypont')
      .replace('target.exitCode in', 'target.exitcode in')
      .replace('has expired)', 'has expired')
      .replace('id: unknown', 'id: tls-errors');
    expect(await problems(text)).toEqual([
      `${placeOf(text, 'entrypont')}: there is no step "entrypont" (did you mean "entrypoint"?)`,
      `${placeOf(text, 'exitcode')}: target has no "exitcode" (did you mean "exitCode"?)`,
      expect.stringContaining(`${placeOf(text, '"certificate')}: not a pattern: `),
      `${placeOf(text, 'tls-errors', 2)}: symptom "tls-errors" is there twice`,
    ]);
    const bare = TEXT.replaceAll('"has', 'has').replaceAll('127]"', '127]');
    expect(await problems(bare)).toEqual([
      'pb.yaml:7:60: Unexpected flow-seq-start at node end (inside { }, a text with [ ] { } or a comma needs quotes)',
    ]);
    expect(await problems('3')).toEqual(['pb.yaml:1:1: must be a mapping']);
  });
});
