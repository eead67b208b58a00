import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LiteralScan } from '../../../src/diagnose/literal-scan.ts';

function found(literals: readonly string[], text: string): Set<number> {
  const seen = new Set<number>();
  new LiteralScan(literals).scan(text, (literal) => seen.add(literal));
  return seen;
}

it('finds literals inside one another, overlapping, in either case', () => {
  expect(found(['he', 'she', 'hers', 'zzz'], 'USHERS')).toEqual(new Set([0, 1, 2]));
});

it('is not led astray by characters that no literal has', () => {
  expect(found(['abc'], 'ab\u2028c abécabc')).toEqual(new Set([0]));
  expect(found(['abc'], 'ab\u0161c \ud83d\ude00')).toEqual(new Set());
});

it('finds exactly what a search for each would', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', ':', 'é'), maxLength: 40 });
  const literal = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ':'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.uniqueArray(literal, { maxLength: 12 }), letters, (literals, text) => {
      const expected = literals.flatMap((one, index) => (text.toLowerCase().includes(one) ? [index] : []));
      expect([...found(literals, text)].sort((a, b) => a - b)).toEqual(expected);
    }),
  );
});
