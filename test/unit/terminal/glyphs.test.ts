import { describe, expect, it } from 'vitest';
import { glyphs } from '../../../src/terminal/glyphs.ts';
import { textWidth } from '../../../src/terminal/width.ts';

describe('glyphs', () => {
  it('are one cell each, without a variation selector', () => {
    for (const sign of Object.values(glyphs(true)).flat()) {
      expect(sign).toHaveLength(1);
      expect(textWidth(sign), sign).toBe(1);
    }
  });

  it('have a stand-in in ASCII, one cell for every sign that stands in a column', () => {
    const ascii = glyphs(false);
    for (const sign of Object.values(ascii).flat()) expect(sign).toMatch(/^[\u0020-\u007E]+$/);
    const { ok, suspect, fault, inconclusive, notApplicable, toolError, pending, cursor, next, vertical, horizontal } =
      ascii;
    const column = [ok, suspect, fault, inconclusive, notApplicable, toolError, pending, cursor, next, vertical];
    for (const sign of [...column, horizontal]) expect(sign).toHaveLength(1);
  });

  it('tell the outcomes apart without colour', () => {
    for (const unicode of [true, false]) {
      const { ok, suspect, fault, inconclusive, notApplicable, toolError, pending } = glyphs(unicode);
      const outcomes = [ok, suspect, fault, inconclusive, notApplicable, toolError, pending];
      expect(new Set(outcomes).size).toBe(outcomes.length);
    }
  });
});
