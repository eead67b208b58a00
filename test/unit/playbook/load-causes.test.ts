import { describe, expect, it } from 'vitest';
import { cause, causeProblems } from '../diagnose/helpers.ts';
import { placeOf } from './helpers.ts';

const HEAD = 'schema: walkdown.causes/1\ncauses:\n';
const CONFIRMED = '    confirmed: [{ step: dns-timing, codes: [DNS-002] }]\n';

function file(...causes: string[]): string {
  return HEAD + causes.join('');
}

describe('root causes are checked like playbooks', () => {
  it('a right one has no problems', async () => {
    const text = file(
      cause(
        'one',
        CONFIRMED,
        '    subsumes: [two]\n    symptoms: [slow]\n    followUp: ["{seconds} s, {seen.dns_timing.seconds} s, {target.name}, {host}"]\n',
      ),
      cause('two', '    likely: [{ any: [{ step: trust-store, codes: [CAB-002] }, { cause: one, at: likely }] }]\n'),
    );
    expect(await causeProblems(text, { symptoms: ['slow'] })).toEqual([]);
  });

  it.each([
    [
      'an unknown step',
      cause('one', '    likely: [{ step: dns-timming, codes: [DNS-002] }]\n'),
      'dns-timming',
      'there is no step "dns-timming" (did you mean "dns-timing"?)',
    ],
    [
      'a code of another step',
      cause('one', '    likely: [{ step: dns-timing, codes: [TLS-002] }]\n'),
      'TLS-002',
      'step "dns-timing" has no code TLS-002 (did you mean "DNS-002"?)',
    ],
    [
      'an unknown cause in a clause',
      cause(
        'one',
        `${CONFIRMED}    unless: [{ all: [{ step: dns-timing, codes: [DNS-000] }, { cause: too, at: likely }] }]\n`,
      ),
      'too',
      'there is no cause "too" (known: one)',
    ],
    [
      'an unknown cause subsumed',
      cause('one', CONFIRMED, '    subsumes: [ones]\n'),
      'ones',
      'there is no cause "ones" (did you mean "one"?)',
    ],
    [
      'an unknown symptom',
      cause('one', CONFIRMED, '    symptoms: [slo]\n'),
      'slo',
      'there is no symptom "slo" (did you mean "slow"?)',
    ],
    [
      'a misspelt fact',
      cause('one', '    likely: [{ step: dns-timing, facts: "facts.secnds > 1" }]\n'),
      'secnds',
      'the extractor "getent" has no fact "secnds" (did you mean "seconds"?)',
    ],
    [
      'a clause that always holds',
      cause('one', '    likely: [{ step: dns-timing }]\n'),
      '{ step',
      'the clause holds for any result (name codes, or a condition on facts)',
    ],
    [
      'a clause that never holds',
      cause('one', '    likely: [{ step: dns-timing, facts: facts.count > 2 && facts.count < 1 }]\n'),
      'facts.count',
      'no facts can make this condition true',
    ],
    [
      'a proof by what was not seen',
      cause('one', '    confirmed: [{ step: dns-timing, codes: [DNS-009] }]\n'),
      'DNS-009',
      'DNS-009 is inconclusive: nothing is proved by what could not be seen',
    ],
    [
      'an unknown key in a clause',
      cause('one', '    likely: [{ step: dns-timing, code: [DNS-002] }]\n'),
      'code:',
      'unknown key "code" (did you mean "codes"?)',
    ],
    [
      'a demotion where there is none',
      cause('one', '    likely: [{ step: dns-timing, codes: [DNS-002], to: possible }]\n'),
      'to: possible',
      'unknown key "to" (known: step, codes, facts)',
    ],
    [
      'a placeholder that no cited step has',
      cause('one', CONFIRMED, '    followUp: ["see {ndots}"]\n'),
      'ndots',
      '{ndots} is not known in the facts of "one"',
    ],
  ])('%s', async (_, text, needle, message) => {
    const whole = file(text);
    const problems = await causeProblems(whole, { symptoms: ['slow'] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${placeOf(whole, needle)}: ${message}`);
  });

  it('duplicates, causes that nothing names, and causes with nothing to do', async () => {
    const text = file(cause('one', CONFIRMED), cause('one', '').replace('    verify: [look again]\n', ''));
    expect(await causeProblems(text)).toEqual([
      `${placeOf(text, 'id: one', 2)}: nothing makes cause "one" confirmed, likely or possible`,
      `${placeOf(text, 'id: one', 2)}: cause "one" has no "verify"`,
      `${placeOf(text, 'one', 3)}: cause "one" is there twice`,
    ]);
  });

  it('circles', async () => {
    const text = file(
      cause('one', '    likely: [{ cause: two, at: likely }]\n', '    subsumes: [two]\n'),
      cause('two', '    likely: [{ cause: one, at: likely }]\n', '    subsumes: [one]\n'),
    );
    expect(await causeProblems(text)).toEqual([
      `${placeOf(text, 'one')}: causes hang on one another: one → two → one`,
      `${placeOf(text, '[two]')}: causes subsume one another: one → two → one`,
    ]);
  });

  it('hygiene needs follow-ups, not fixes', async () => {
    const text = file(
      `  - id: old\n    area: hygiene\n    kind: hygiene\n    title: old\n    likely: [{ step: base-age, codes: [BAS-002] }]\n`,
    );
    expect(await causeProblems(text)).toEqual([`${placeOf(text, 'id: old')}: cause "old" has no "followUp"`]);
  });

  it('all at once, and never a crash', async () => {
    const broken = file(
      cause('one', CONFIRMED).replace('title', 'titel'),
      cause('two', CONFIRMED, '    rank: high\n'),
      '  - 7\n',
    );
    const problems = await causeProblems(broken);
    expect(problems.map((text) => text.split(': ').slice(1).join(': '))).toEqual([
      '"title" is missing',
      'unknown key "titel" (did you mean "title"?)',
      '"rank" must be a number',
      'must be a mapping',
    ]);
    expect((await causeProblems('nope'))[0]).toBe('pb.yaml:1:1: must be a mapping');
    expect((await causeProblems('schema: x\ncauses: 3\n')).length).toBe(2);
  });
});
