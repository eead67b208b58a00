import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applies, judge, judgeInDetail } from '../../../src/judge/judge.ts';
import { OUTCOMES } from '../../../src/judge/outcome.ts';
import { notApplicable, unseenJudgement } from '../../../src/judge/unjudged.ts';
import type { Scope } from '../../../src/playbook/condition.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import type { TargetFacts } from '../../../src/target/target.ts';
import { loadStep, target } from '../playbook/helpers.ts';

const JUDGE = `      - when: "!facts.found && facts.count == 0"
        is: fault
        code: DNS-001
        say: "{subject} has no address"
        next: resolver-x
      - when: facts.seconds > limits.verySlow && target.libc.family == "musl"
        is: fault
        code: DNS-002
        say: "{subject} took {seconds} s"
        meaning: "Slower than {limits.verySlow} s."
        advice: "Ask {server}."
      - when: facts.seconds > limits.slow
        is: suspect
        code: DNS-003
        say: "{seconds} s is slow"
      - { else: ok, code: DNS-000, say: "{addresses} in {seconds} s" }
`.replace('        next: resolver-x\n', '');

function scope(facts: Facts, more: Partial<TargetFacts> = {}): Scope {
  return { facts, target: target(more), subject: 'api:443', limits: { slow: 1, verySlow: 5 } };
}

describe('the first rule that matches wins', () => {
  it('and says so with its numbers, its place and the facts it looked at', async () => {
    const step = await loadStep(JUDGE);
    const judgement = judge(step, scope({ found: true, seconds: 9.87654, server: '10.0.0.2' }));
    expect(judgement).toEqual({
      outcome: 'fault',
      code: 'DNS-002',
      summary: 'api:443 took 9.88 s',
      meaning: 'Slower than 5 s.',
      advice: 'Ask 10.0.0.2.',
      next: '',
      because: [{ fact: 'seconds', value: 9.87654 }],
      rule: {
        file: 'pb.yaml',
        line: 23,
        when: 'facts.seconds > limits.verySlow && target.libc.family == "musl"',
        nearly: null,
      },
    });
  });

  it('down to else, which cites the facts of its own sentence', async () => {
    const step = await loadStep(JUDGE);
    const judgement = judge(step, scope({ found: true, seconds: 0.043, addresses: ['10.1.2.3'] }));
    expect(judgement).toMatchObject({ outcome: 'ok', code: 'DNS-000', summary: '10.1.2.3 in 0.043 s' });
    expect(judgement.because).toEqual([
      { fact: 'addresses', value: ['10.1.2.3'] },
      { fact: 'seconds', value: 0.043 },
    ]);
    expect(judgement.rule?.when).toBe('else');
  });

  it('and the rule that almost matched is named', async () => {
    const step = await loadStep(JUDGE);
    const notMusl = judge(
      step,
      scope({ found: true, seconds: 9 }, { libc: { family: 'glibc', version: null, because: '' } }),
    );
    expect(notMusl.code).toBe('DNS-003');
    expect(notMusl.rule?.nearly).toMatchObject({ code: 'DNS-002', line: 23 });
    const quick = judge(step, scope({ found: true, seconds: 0.8, addresses: [] }));
    expect(quick.rule?.nearly).toMatchObject({ code: 'DNS-003', when: 'facts.seconds > limits.slow' });
    const noAddress = judge(step, scope({ found: false, seconds: 0.01, count: 2, addresses: [] }));
    expect(noAddress.rule?.nearly).toMatchObject({ code: 'DNS-001' });
  });
});

describe('nothing is concluded from what was not seen', () => {
  it('a rule that hangs on an absent fact ends it, naming the fact', async () => {
    const step = await loadStep(JUDGE, '    toCheckIt: time it by hand\n');
    const judgement = judge(step, scope({ found: true }));
    expect(judgement).toMatchObject({
      outcome: 'inconclusive',
      code: '',
      summary: 'not seen: seconds (time the look-up took, in seconds)',
      advice: 'time it by hand',
      because: [],
    });
    expect(judgement.rule?.line).toBe(24);
  });

  it('but an absent fact that does not decide is no obstacle', async () => {
    const step = await loadStep(JUDGE);
    expect(judge(step, scope({ found: true, seconds: 2 })).code).toBe('DNS-003');
    expect(judge(step, scope({ count: 3, seconds: 2 })).code).toBe('DNS-003');
  });

  it('has() asks without touching', async () => {
    const step = await loadStep(
      '      - { when: "has(facts.server) && facts.server == \\"x\\"", is: fault, code: DNS-001, say: x }\n      - { else: ok, code: DNS-000, say: y }\n',
    );
    expect(judge(step, scope({})).code).toBe('DNS-000');
    expect(judge(step, scope({ server: 'x' })).code).toBe('DNS-001');
  });

  it('null is absent, and a fact of another type is our failure, never a silent no', async () => {
    const step = await loadStep(JUDGE);
    expect(judge(step, scope({ found: true, seconds: null })).outcome).toBe('inconclusive');
    const wrong = judge(step, scope({ found: true, seconds: '9' }));
    expect(wrong.outcome).toBe('tool-error');
    expect(wrong.summary).toContain('seconds is not of type double');
    expect(judge(step, scope({ found: false, count: 0.5, seconds: 1 })).outcome).toBe('tool-error');
  });

  it('placeholders that could not be filled are told', async () => {
    const step = await loadStep(JUDGE);
    const { judgement, missing } = judgeInDetail(step, scope({ found: true, seconds: 9 }));
    expect(judgement.advice).toBe('Ask ?.');
    expect(missing).toEqual(['server']);
  });

  it('what was not looked at is inconclusive, what failed is ours', () => {
    const unseen = { reason: 'no matched image', toCheckIt: 'walkdown toolkit build' };
    expect(unseenJudgement({ ...unseen, why: 'unseen' })).toMatchObject({
      outcome: 'inconclusive',
      summary: 'no matched image',
      advice: 'walkdown toolkit build',
    });
    expect(unseenJudgement({ ...unseen, why: 'interrupted' }).outcome).toBe('inconclusive');
    expect(unseenJudgement({ ...unseen, why: 'failed' }).outcome).toBe('tool-error');
    expect(notApplicable('it is static')).toMatchObject({ outcome: 'not-applicable', summary: 'it is static' });
  });
});

describe('whether a step applies', () => {
  const ELSE = '      - { else: ok, code: DNS-000, say: y }\n';

  it('says why not, with the numbers', async () => {
    const step = await loadStep(ELSE, '    when: target.running\n    otherwise: "{target.name} is {target.state}"\n');
    expect(applies(step, scope({}))).toEqual({ is: true, reason: '' });
    expect(applies(step, scope({}, { running: false, state: 'exited' }))).toEqual({
      is: false,
      reason: 'payments-api is exited',
    });
  });

  it('says of several reasons the one that is so', async () => {
    const step = await loadStep(
      ELSE,
      `    when: target.running && target.libc.family == "musl"
    otherwise:
      - when: "!target.running"
        say: "it is {target.state}"
      - else: "its libc is {target.libc.family}"
`,
    );
    expect(applies(step, scope({}, { running: false, state: 'exited' })).reason).toBe('it is exited');
    const libc = { family: 'glibc', version: '2.36', because: '' } as const;
    expect(applies(step, scope({}, { libc })).reason).toBe('its libc is glibc');
  });

  it('a target that has no such value does not apply', async () => {
    const step = await loadStep(ELSE, '    when: target.exitCode == 127\n    otherwise: it did not end with 127\n');
    expect(applies(step, scope({}))).toEqual({
      is: false,
      reason: 'it did not end with 127 (target.exitCode is not known)',
    });
    expect(applies(step, scope({}, { exitCode: 127 })).is).toBe(true);
  });
});

describe('patterns', () => {
  it('take linear time', async () => {
    const step = await loadStep(
      '      - { when: "facts.server.re(\'(a+)+$\')", is: fault, code: DNS-001, say: x }\n      - { else: ok, code: DNS-000, say: y }\n',
    );
    const began = performance.now();
    expect(judge(step, scope({ server: `${'a'.repeat(5000)}!` })).code).toBe('DNS-000');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('whatever the facts are', () => {
  it('judging gives one of the outcomes and does not throw', async () => {
    const step = await loadStep(JUDGE);
    const facts = fc.record(
      {
        found: fc.oneof(fc.boolean(), fc.jsonValue()),
        seconds: fc.oneof(fc.double(), fc.jsonValue()),
        count: fc.oneof(fc.integer(), fc.jsonValue()),
        addresses: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
        __proto__: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(facts, (some) => {
        const judgement = judge(step, scope(some as Facts));
        expect(OUTCOMES).toContain(judgement.outcome);
        expect(judgement.summary).not.toBe('');
        expect(judge(step, scope(structuredClone(some) as Facts))).toEqual(judgement);
        for (const { fact } of judgement.because) expect(some).toHaveProperty([fact]);
      }),
      { numRuns: 300 },
    );
  });

  it('the order in which facts were put down makes no difference', async () => {
    const step = await loadStep(JUDGE);
    const facts = fc.record({ found: fc.boolean(), seconds: fc.double({ noNaN: true }), count: fc.nat() });
    fc.assert(
      fc.property(facts, (some) => {
        const turned = Object.fromEntries(Object.entries(some).reverse());
        expect(judge(step, scope(turned))).toEqual(judge(step, scope(some)));
      }),
    );
  });
});
