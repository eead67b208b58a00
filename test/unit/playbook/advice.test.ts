import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Advice,
  type Answers,
  decide,
  loadAdvice,
  nextQuestion,
  observedAnswers,
} from '../../../src/playbook/advice.ts';
import { bundledDir } from '../../../src/playbook/places.ts';

const text = readFileSync(join(bundledDir(), 'advise.yaml'), 'utf8');

async function shipped(): Promise<Advice> {
  const { value, problems } = await loadAdvice(text, 'advise.yaml');
  expect(problems).toEqual([]);
  if (value === null) throw new Error('the advice does not load');
  return value;
}

describe('the advice on base images', () => {
  it.each<[Answers, string]>([
    [{ runtime: 'python', prebuilt: 'yes' }, 'debian-slim'],
    [{ runtime: 'node', prebuilt: 'unknown' }, 'debian-slim'],
    [{ runtime: 'java', prebuilt: 'no' }, 'debian-slim'],
    [{ runtime: 'go', prebuilt: 'no', static: 'yes', shell: 'no', debugging: 'debug-image' }, 'distroless'],
    [{ runtime: 'go', prebuilt: 'no', static: 'yes', shell: 'no', debugging: 'nothing' }, 'alpine'],
    [{ runtime: 'rust', prebuilt: 'no', static: 'yes', shell: 'yes', debugging: 'platform' }, 'alpine'],
    [{ runtime: 'go', prebuilt: 'no', static: 'no' }, 'debian-slim'],
    [{ runtime: 'proxy', prebuilt: 'no', rebuilds: 'yes', debugging: 'debug-image' }, 'alpine'],
    [{ runtime: 'proxy', prebuilt: 'no', rebuilds: 'no' }, 'debian-slim'],
    [{ runtime: 'other', prebuilt: 'no', size: 'yes' }, 'debian-slim'],
    [{}, 'debian-slim'],
  ])('for %j it is %s', async (answers, base) => {
    expect(decide(await shipped(), answers).base.id).toBe(base);
  });

  it('says of size that stages come first, and never that another libc makes it small', async () => {
    const { notes } = decide(await shipped(), { size: 'yes' });
    expect(notes.map(({ say }) => say).join()).toContain('stages first');
  });

  it('has guidance for every runtime it asks about, and uses all its background but the general', async () => {
    const advice = await shipped();
    const runtimes = advice.questions.find(({ id }) => id === 'runtime')?.choices ?? [];
    for (const { id } of runtimes.filter((one) => one.id !== 'other')) {
      expect(decide(advice, { runtime: id }).notes.length, id).toBeGreaterThan(0);
    }
    expect(new Set(advice.background.map(({ id }) => id)).size).toBe(advice.background.length);
  });

  it('asks only what still matters, and each question once', async () => {
    const advice = await shipped();
    const answers: Record<string, string> = { prebuilt: 'yes', runtime: 'python' };
    const asked: string[] = [];
    for (let next = nextQuestion(advice, answers); next; next = nextQuestion(advice, answers)) {
      asked.push(next.id);
      answers[next.id] = next.choices[0]?.id ?? '';
    }
    expect(asked).not.toContain('static');
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('reads off an image what it shows', async () => {
    const advice = await shipped();
    const steps = [
      { id: 'base-libc', code: 'BAS-100', facts: {} },
      { id: 'base-modules', code: 'BAS-303', facts: {} },
      { id: 'base-linkage', code: 'BAS-202', facts: { path: '/usr/bin/python3.11', go: false } },
      { id: 'base-tools', code: 'BAS-500', facts: {} },
    ];
    expect(observedAnswers(advice, steps)).toEqual({
      current: 'glibc',
      prebuilt: 'yes',
      static: 'no',
      runtime: 'python',
    });
  });

  it.each([
    ['base: debian-slim', 'base: debain-slim', 'there is no base "debain-slim"'],
    ['when: { prebuilt: ["yes"] }', 'when: { prebuild: ["yes"] }', 'there is no question "prebuild"'],
    ['when: { runtime: [java] }', 'when: { runtime: [cobol] }', '"runtime" has no answer "cobol"'],
    ['why: [distroless,', 'why: [distroles,', 'there is no background "distroles"'],
    ['when: {}', 'when: { size: ["no"] }', 'the last rule must fit everything'],
    ['schema: walkdown.advice/1', 'schema: walkdown.advice/9', 'schema'],
  ])('refuses %s written as %s, at its line', async (was, is, message) => {
    const { value, problems } = await loadAdvice(text.replace(was, is), 'advise.yaml');
    expect(value).toBeNull();
    expect(problems.map((one) => `${one.message} ${one.hint}`).join()).toContain(message);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });
});
