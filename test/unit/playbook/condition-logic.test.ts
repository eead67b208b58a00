import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { truthOf } from '../../../src/judge/nearly.ts';
import { type Cel, openCel } from '../../../src/playbook/cel.ts';
import type { Atom, Condition, Declarations, Scope } from '../../../src/playbook/condition.ts';
import { isContradiction, isCovered, isTautology } from '../../../src/playbook/condition-logic.ts';
import { EXTRACTORS, target } from './helpers.ts';

const DECLARATIONS: Declarations = {
  facts: EXTRACTORS.getent?.facts ?? {},
  extractor: 'getent',
  limits: { two: 2 },
  seen: {},
  endpoint: false,
};

let cel: Cel;
beforeAll(async () => {
  cel = await openCel();
});

function compile(source: string): Condition {
  const { condition, problems } = cel.compile(source, DECLARATIONS);
  if (condition === null) throw new Error(`${source}: ${problems[0]?.message}`);
  return condition;
}

const atom = fc.oneof(
  fc.constantFrom('facts.found', 'facts.found == false', 'true', 'facts.rows.exists(r, r.n > 1)', '2 < facts.count'),
  fc
    .tuple(
      fc.constantFrom('facts.count', 'facts.seconds'),
      fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
      fc.nat(4),
    )
    .map(([fact, op, value]) => `${fact} ${op} ${fact === 'facts.seconds' ? `${value}.0` : value}`),
  fc.constantFrom('facts.count > limits.two', 'facts.count in [1, 2]', 'facts.count in [3]'),
  fc
    .tuple(fc.constantFrom('==', '!='), fc.constantFrom('"a"', '"b"'))
    .map(([op, value]) => `facts.server ${op} ${value}`),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    tie('condition').map((inner) => `!(${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([left, op, right]) => `(${left}) ${op} (${right})`),
  ),
}));

const facts = fc.record(
  {
    found: fc.boolean(),
    count: fc.integer({ min: -1, max: 5 }),
    seconds: fc.constantFrom(0, 0.5, 1, 2, 2.5, 3, 4, 5),
    server: fc.constantFrom('a', 'b', 'c'),
    rows: fc.constantFrom([], [{ n: 0 }], [{ n: 2 }]),
  },
  { requiredKeys: [] },
);

function scope(values: object): Scope {
  return { facts: values as Scope['facts'], target: target(), subject: '', limits: { two: 2 } };
}

/** An atom that no condition holds, so that nothing is flipped. */
const NONE: Atom = { op: 'atom', text: '', reads: [], compare: null, evaluate: () => ({ is: 'no' }) };

describe('what conditions say about one another is true of every set of facts', () => {
  it('a contradiction is never true, a tautology never false', () => {
    fc.assert(
      fc.property(condition, facts, (source, values) => {
        const compiled = compile(source);
        const { is } = compiled.evaluate(scope(values));
        if (isContradiction(compiled.form)) expect(is).not.toBe('yes');
        if (isTautology(compiled.form)) expect(is).not.toBe('no');
      }),
      { numRuns: 1500 },
    );
  });

  it('a covered condition is true only where one before it is', () => {
    fc.assert(
      fc.property(condition, condition, condition, facts, (one, two, later, values) => {
        const earlier = [compile(one), compile(two)];
        const last = compile(later);
        const covered = isCovered(
          last.form,
          earlier.map((each) => each.form),
        );
        if (!covered || last.evaluate(scope(values)).is !== 'yes') return;
        // Where an earlier one hangs on what was not seen, it ends the step as well.
        expect(earlier.map((each) => each.evaluate(scope(values)).is)).not.toEqual(['no', 'no']);
      }),
      { numRuns: 1500 },
    );
  });

  it('the shape of a condition has the truth of the condition', () => {
    fc.assert(
      fc.property(condition, facts, (source, values) => {
        const compiled = compile(source);
        expect(truthOf(compiled.form, NONE, scope(values))).toBe(compiled.evaluate(scope(values)).is);
      }),
      { numRuns: 1000 },
    );
  });
});
