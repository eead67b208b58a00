import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnose/diagnose.ts';
import type { StepResult } from '../../../src/diagnose/results.ts';
import type { Cause } from '../../../src/playbook/causes.ts';
import { cause, causesOf, input, result } from './helpers.ts';

const A = 'a.example:443';
const B = 'b.example:443';

function codes(step: string, ...list: string[]): string {
  return `{ step: ${step}, codes: [${list.join(', ')}] }`;
}

describe('certainty', () => {
  let causes: readonly Cause[];
  beforeAll(async () => {
    causes = await causesOf(
      cause(
        'bundle-old',
        `    confirmed: [{ all: [${codes('tls-chain', 'TLS-002')}, ${codes('trust-store', 'CAB-002')}] }]
    likely: [${codes('tls-chain', 'TLS-002')}]
    possible: [${codes('tls-chain', 'TLS-001')}]
    ruledOut: [${codes('tls-chain', 'TLS-000')}]
`,
      ) +
        cause(
          'slow-dns',
          `    confirmed: [${codes('dns-timing', 'DNS-002')}]
    possible: [${codes('dns-timing', 'DNS-001')}]
    ruledOut: [${codes('dns-timing', 'DNS-000')}]
`,
          '    rank: 10\n    followUp: ["count the searches of {target.name}"]\n    mitigate: [{ do: "take {subject} out ({seconds} s)", risk: none, undo: put it back, restartsTarget: false }, { do: go back, exactly: "go back to {seen.what_changed.rollback}", risk: none, undo: go on, restartsTarget: true }]\n',
        ),
    );
  });

  it('a healthy target has no root cause, and what was looked at is ruled out by it', () => {
    const found = diagnose(input(causes, [result('tls-chain', A, 'TLS-000'), result('dns-timing', A, 'DNS-000')]));
    expect(found.rootCauses).toEqual([]);
    expect(found.ruledOut).toEqual([
      { id: 'bundle-old', because: [{ step: 'tls-chain', subject: A, text: `tls-chain ${A} TLS-000` }] },
      { id: 'slow-dns', because: [{ step: 'dns-timing', subject: A, text: `dns-timing ${A} DNS-000` }] },
    ]);
    expect(found.coverage).toEqual({ steps: 2, judged: 2, inconclusive: 0, notChecked: 0 });
  });

  it('confirmed needs all of its proof; a part of it makes it likely', () => {
    const tls = result('tls-chain', A, 'TLS-002');
    expect(diagnose(input(causes, [tls])).rootCauses).toMatchObject([{ id: 'bundle-old', certainty: 'likely' }]);
    const [first] = diagnose(input(causes, [tls, result('trust-store', '', 'CAB-002')])).rootCauses;
    expect(first).toMatchObject({
      id: 'bundle-old',
      certainty: 'confirmed',
      title: `bundle-old at ${A}`,
      subjects: [A],
      because: [
        { step: 'tls-chain', subject: A, text: `tls-chain ${A} TLS-002` },
        { step: 'trust-store', subject: '', text: 'trust-store CAB-002' },
      ],
    });
  });

  it('several subjects with one cause are one entry', () => {
    const results = [A, B].map((subject) => result('dns-timing', subject, 'DNS-002', { facts: { seconds: 4.900001 } }));
    const { rootCauses } = diagnose(input(causes, results));
    expect(rootCauses).toHaveLength(1);
    expect(rootCauses[0]?.subjects).toEqual([A, B]);
    expect(rootCauses[0]?.mitigate[0]?.do).toBe(`take ${A}, ${B} out (4.9 s)`);
    expect(rootCauses[0]?.followUp).toEqual(['count the searches of payments-api']);
  });

  it('names exactly what to do where all of it is known, and not half of it', () => {
    const dns = result('dns-timing', A, 'DNS-002', { facts: { seconds: 4.9 } });
    const todo = (more: StepResult[]) => diagnose(input(causes, [dns, ...more])).rootCauses[0]?.mitigate[1]?.do;
    const changed = (rollback: string) => result('what-changed', '', 'CHG-001', { facts: { rollback } });
    expect(todo([])).toBe('go back');
    expect(todo([changed('')])).toBe('go back');
    expect(todo([changed('3f2a91c (shop:1.3)')])).toBe('go back to 3f2a91c (shop:1.3)');
  });

  it('orders by certainty, then rank', () => {
    const ids = (results: StepResult[], symptom = 'unknown'): string[] =>
      diagnose(input(causes, results, { symptom })).rootCauses.map(({ id, certainty }) => `${id} ${certainty}`);
    const both = [result('tls-chain', A, 'TLS-002'), result('trust-store', '', 'CAB-002')];
    expect(ids([...both, result('dns-timing', A, 'DNS-002')])).toEqual(['slow-dns confirmed', 'bundle-old confirmed']);
    expect(ids([...both, result('dns-timing', A, 'DNS-001')])).toEqual(['bundle-old confirmed', 'slow-dns possible']);
  });

  it('evidence against one subject does not clear another', () => {
    const { rootCauses, ruledOut } = diagnose(
      input(causes, [result('tls-chain', A, 'TLS-000'), result('tls-chain', B, 'TLS-002')]),
    );
    expect(rootCauses).toMatchObject([{ id: 'bundle-old', certainty: 'likely', subjects: [B] }]);
    expect(ruledOut).toEqual([]);
  });

  it.each([
    ['inconclusive', [result('tls-chain', B, 'TLS-009')], []],
    ['a failure of ours', [result('tls-chain', B, '')], []],
    ['not checked', [], [{ step: 'tls-chain', subject: B, reason: 'no consent', toCheckIt: 'allow it' }]],
  ])('nothing is ruled out where one subject was %s', (_, results, notChecked) => {
    const found = diagnose(input(causes, [result('tls-chain', A, 'TLS-000'), ...results], { notChecked }));
    expect(found.ruledOut).toEqual([]);
    expect(found.rootCauses).toEqual([]);
  });

  it('a subject that a step does not apply to is no obstacle', () => {
    const plain = result('tls-chain', B, '');
    const skipped = { ...plain, judgement: { ...plain.judgement, outcome: 'not-applicable' as const } };
    const found = diagnose(input(causes, [result('tls-chain', A, 'TLS-000'), skipped]));
    expect(found.ruledOut.map(({ id }) => id)).toEqual(['bundle-old']);
  });

  it('only the latest attempt counts', () => {
    const again = [result('dns-timing', A, 'DNS-002'), result('dns-timing', A, 'DNS-000', { attempt: 2 })];
    for (const results of [again, again.toReversed()]) {
      const found = diagnose(input(causes, results));
      expect(found.rootCauses).toEqual([]);
      expect(found.ruledOut.map(({ id }) => id)).toEqual(['slow-dns']);
    }
  });

  it('tools of another libc never confirm and never clear', () => {
    const seen = result('dns-timing', A, 'DNS-002', { libcMatched: false });
    expect(diagnose(input(causes, [seen])).rootCauses).toMatchObject([{ id: 'slow-dns', certainty: 'possible' }]);
    const clear = result('dns-timing', A, 'DNS-000', { libcMatched: false });
    expect(diagnose(input(causes, [clear])).ruledOut).toEqual([]);
  });
});

describe('how causes hang together', () => {
  it('parts of a proof must be about the same subject, unless a step has none', async () => {
    const causes = await causesOf(
      cause(
        'both',
        `    confirmed: [{ all: [${codes('tls-chain', 'TLS-002')}, ${codes('dns-timing', 'DNS-002')}] }]\n`,
      ),
    );
    const apart = [result('tls-chain', A, 'TLS-002'), result('dns-timing', B, 'DNS-002')];
    expect(diagnose(input(causes, apart)).rootCauses).toEqual([]);
    const same = [...apart, result('dns-timing', A, 'DNS-002')];
    expect(diagnose(input(causes, same)).rootCauses).toMatchObject([{ certainty: 'confirmed', subjects: [A] }]);
  });

  it('a nameserver and an endpoint are different things', async () => {
    const causes = await causesOf(
      cause(
        'both',
        `    confirmed: [{ all: [${codes('nameservers', 'NSV-002')}, ${codes('dns-timing', 'DNS-002')}] }]\n`,
      ),
    );
    const found = diagnose(
      input(causes, [result('nameservers', '10.0.0.2', 'NSV-002'), result('dns-timing', A, 'DNS-002')]),
    );
    expect(found.rootCauses[0]?.subjects).toEqual(['10.0.0.2', A]);
  });

  it('conditions on facts, with the limits of the playbook', async () => {
    const causes = await causesOf(
      cause(
        'crawl',
        `    confirmed: [{ step: dns-timing, codes: [DNS-002], facts: facts.seconds > limits.verySlow * 2.0 }]\n`,
      ),
    );
    const at = (facts: StepResult['facts']): number =>
      diagnose(input(causes, [result('dns-timing', A, 'DNS-002', { facts })])).rootCauses.length;
    expect([at({ seconds: 9 }), at({ seconds: 11 }), at({}), at({ seconds: 'x' })]).toEqual([0, 1, 0, 0]);
  });

  it('unless takes back, or down', async () => {
    const causes = await causesOf(
      cause(
        'gone',
        `    confirmed: [${codes('dns-timing', 'DNS-002')}]\n    unless: [${codes('nameservers', 'NSV-000')}]\n`,
      ) +
        cause(
          'less',
          `    confirmed: [${codes('dns-timing', 'DNS-002')}]\n    unless: [{ step: tls-chain, codes: [TLS-000], to: possible }]\n`,
        ),
    );
    const slow = [A, B].map((subject) => result('dns-timing', subject, 'DNS-002'));
    const found = diagnose(
      input(causes, [...slow, result('nameservers', '10.0.0.2', 'NSV-000'), result('tls-chain', A, 'TLS-000')]),
    );
    expect(found.rootCauses).toMatchObject([{ id: 'less', certainty: 'confirmed', subjects: [B] }]);
    const both = diagnose(
      input(causes, [...slow, ...[A, B].map((subject) => result('tls-chain', subject, 'TLS-000'))]),
    );
    expect(both.rootCauses).toMatchObject([
      { id: 'gone', certainty: 'confirmed' },
      { id: 'less', certainty: 'possible', subjects: [A, B] },
    ]);
  });

  it('a confirmed cause explains its symptoms away, on its own subjects', async () => {
    const causes = await causesOf(
      cause('server-dead', `    confirmed: [${codes('dns-timing', 'DNS-002')}]\n    subsumes: [slow]\n`) +
        cause(
          'slow',
          `    likely: [${codes('tls-chain', 'TLS-001')}]\n    ruledOut: [${codes('tls-chain', 'TLS-000')}]\n`,
        ),
    );
    const odd = [A, B].map((subject) => result('tls-chain', subject, 'TLS-001'));
    const ids = (results: StepResult[]): unknown[] =>
      diagnose(input(causes, results)).rootCauses.map(({ id, subjects }) => [id, subjects]);
    expect(ids(odd)).toEqual([['slow', [A, B]]]);
    expect(ids([...odd, result('dns-timing', A, 'DNS-002')])).toEqual([
      ['server-dead', [A]],
      ['slow', [B]],
    ]);
  });

  it('a cause may hang on another', async () => {
    const causes = await causesOf(
      cause(
        'first',
        `    confirmed: [${codes('dns-timing', 'DNS-002')}]\n    likely: [${codes('dns-timing', 'DNS-001')}]\n`,
      ) +
        cause(
          'second',
          '    confirmed: [{ cause: first, at: likely }]\n    ruledOut: [{ cause: first, at: confirmed }]\n',
        ),
    );
    const ids = (code: string): string[] =>
      diagnose(input(causes, [result('dns-timing', A, code)])).rootCauses.map((one) => `${one.id} ${one.certainty}`);
    expect(ids('DNS-001')).toEqual(['second confirmed', 'first likely']);
    // Confirmed beats ruled out.
    expect(ids('DNS-002')).toEqual(['first confirmed', 'second confirmed']);
  });

  it('hygiene stands apart, unless the symptom asked for it', async () => {
    const causes = await causesOf(
      `  - id: base-stale
    area: hygiene
    kind: hygiene
    title: "the base of {target.name} is old"
    likely: [${codes('base-age', 'BAS-001', 'BAS-002')}]
    ruledOut: [${codes('base-age', 'BAS-000')}]
    symptoms: [scanner-findings]
    followUp: [rebuild weekly]
`,
    );
    const results = [result('base-age', '', 'BAS-002', { kind: 'hygiene' })];
    expect(diagnose(input(causes, results))).toMatchObject({
      rootCauses: [],
      hygiene: [{ id: 'base-stale', text: 'the base of payments-api is old', followUp: ['rebuild weekly'] }],
    });
    const asked = diagnose(input(causes, results, { symptom: 'scanner-findings' }));
    expect(asked.rootCauses.map(({ id }) => id)).toEqual(['base-stale']);
    expect(asked.hygiene).toEqual([]);
    const fresh = diagnose(input(causes, [result('base-age', '', 'BAS-000', { kind: 'hygiene' })]));
    expect([fresh.hygiene, fresh.ruledOut]).toEqual([[], []]);
  });

  it('a symptom that points at a cause raises it, but not over what must come first', async () => {
    const clause = `    confirmed: [${codes('dns-timing', 'DNS-002')}]\n`;
    const causes = await causesOf(
      cause('drift', clause, '    rank: 0\n') +
        cause('plain', clause) +
        cause('zone', clause, '    symptoms: [dns-timeouts]\n'),
    );
    const ids = (symptom: string): string[] =>
      diagnose(input(causes, [result('dns-timing', A, 'DNS-002')], { symptom })).rootCauses.map(({ id }) => id);
    expect(ids('unknown')).toEqual(['drift', 'plain', 'zone']);
    expect(ids('dns-timeouts')).toEqual(['drift', 'zone', 'plain']);
  });
});

describe('coverage', () => {
  it('adds up, and counts a step left out once', () => {
    const found = diagnose(
      input(
        [],
        [
          result('dns-timing', A, 'DNS-000'),
          result('dns-timing', B, 'DNS-009'),
          result('tls-chain', A, ''),
          result('tls-chain', B, 'TLS-009'),
        ],
        {
          notChecked: [
            { step: 'tls-chain', subject: B, reason: 'refused', toCheckIt: 'allow it', tier: 'ptrace' },
            { step: 'trust-store', subject: '', reason: 'skipped', toCheckIt: 'walk it' },
          ],
        },
      ),
    );
    expect(found.coverage).toEqual({ steps: 5, judged: 1, inconclusive: 2, notChecked: 2 });
    expect(found.notChecked.map(({ step }) => step)).toEqual(['tls-chain', 'trust-store']);
  });
});

describe('whatever was seen', () => {
  it('the order of the evidence makes no difference, and nothing throws', async () => {
    const causes = await causesOf(
      cause(
        'one',
        `    confirmed: [{ all: [${codes('tls-chain', 'TLS-002')}, ${codes('nameservers', 'NSV-002')}] }]\n    likely: [${codes('tls-chain', 'TLS-001')}]\n    ruledOut: [${codes('tls-chain', 'TLS-000')}, ${codes('nameservers', 'NSV-000')}]\n    unless: [${codes('trust-store', 'CAB-000')}]\n    subsumes: [two]\n`,
      ) +
        cause(
          'two',
          `    confirmed: [{ step: dns-timing, facts: facts.seconds > 1 }]\n    possible: [{ cause: one, at: likely }]\n    ruledOut: [${codes('dns-timing', 'DNS-000')}]\n`,
        ),
    );
    const places = fc.constantFrom(
      ...['tls-chain TLS', 'dns-timing DNS', 'nameservers NSV', 'trust-store CAB', 'unknown-step XXX'].map((text) =>
        text.split(' '),
      ),
    );
    const one = fc
      .tuple(
        places,
        fc.constantFrom('', A, B),
        fc.constantFrom('000', '001', '002', '009'),
        fc.nat(3),
        fc.dictionary(fc.constantFrom('seconds', 'x'), fc.jsonValue()),
        fc.constantFrom(true, false, null),
      )
      .map(([[step = '', prefix = ''], subject, number, attempt, facts, libcMatched]) =>
        result(step, subject, `${prefix}-${number}`, { attempt, facts: facts as StepResult['facts'], libcMatched }),
      );
    // Two observations of one attempt do not happen.
    const some = fc.uniqueArray(one, {
      selector: (each) => `${each.step} ${each.subject} ${each.attempt}`,
      maxLength: 14,
    });
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (results, order) => {
        const shuffled = results
          .map((each) => ({ each, key: order.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const found = diagnose(input(causes, results));
        expect(diagnose(input(causes, shuffled))).toEqual(found);
        for (const { id } of found.ruledOut) expect(found.rootCauses.map((each) => each.id)).not.toContain(id);
        for (const entry of found.rootCauses) expect(entry.because.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
