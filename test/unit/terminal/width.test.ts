import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, padToWidth, textWidth, wrapToWidth } from '../../../src/terminal/width.ts';

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['✔ ▲ ✖ ○ ▸ → │ ─ ⏎ ⠋ …', 21],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['👍', 2],
    ['한글', 4],
    ['ｱ', 1],
    ['｡Ａ', 3],
  ])('%s takes %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cutToWidth', () => {
  it('leaves what fits', () => {
    expect(cutToWidth('payments', 8)).toBe('payments');
  });

  it('says that it cut', () => {
    expect(cutToWidth('payments', 5)).toBe('paym…');
    expect(cutToWidth('payments', 5, '...')).toBe('pa...');
  });

  it('never cuts through a wide character or before a combining mark', () => {
    expect(cutToWidth('日本語', 4)).toBe('日…');
    expect(cutToWidth('日本語', 5)).toBe('日本…');
    expect(cutToWidth('ae\u0301io', 3)).toBe('ae\u0301…');
  });

  it('copes with no room', () => {
    expect(cutToWidth('abc', 0)).toBe('');
    expect(cutToWidth('abc', -3)).toBe('');
    expect(cutToWidth('abc', 1)).toBe('…');
    expect(cutToWidth('abc', 2, '...')).toBe('ab');
  });

  it('does not look at what it will not show', () => {
    const long = Buffer.alloc(50_000_000, 'é').toString('utf8');
    const started = performance.now();
    expect(cutToWidth(long, 10)).toBe(`${'é'.repeat(9)}…`);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('is never wider than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 30 }), (text, width) => {
        expect(textWidth(cutToWidth(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('padToWidth', () => {
  it('fills up by cells', () => {
    expect(padToWidth('日', 4)).toBe('日  ');
    expect(padToWidth('43 ms', 8, 'right')).toBe('   43 ms');
    expect(padToWidth('日本', 3)).toBe('日…');
  });

  it('is exactly as wide as asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, width) => {
        expect(textWidth(padToWidth(text, width))).toBe(width);
      }),
    );
  });
});

describe('wrapToWidth', () => {
  it('breaks prose between words and drops the spaces there', () => {
    expect(wrapToWidth('the issuer is not in the trust store', 14)).toEqual([
      'the issuer is',
      'not in the',
      'trust store',
    ]);
  });

  it('breaks a word that is longer than the row', () => {
    expect(wrapToWidth('see sha256:0123456789abcdef', 10)).toEqual(['see', 'sha256:012', '3456789abc', 'def']);
  });

  it('keeps the indentation of the first row', () => {
    expect(wrapToWidth('  a bc', 4)).toEqual(['  a', 'bc']);
  });

  it('breaks raw output wherever the row is full, and loses nothing', () => {
    expect(wrapToWidth('ab  cd', 3, { words: false })).toEqual(['ab ', ' cd']);
  });

  it('never parts a wide character', () => {
    expect(wrapToWidth('日本語', 3, { words: false })).toEqual(['日', '本', '語']);
    expect(wrapToWidth('日本', 1, { words: false })).toEqual(['日', '本']);
  });

  it('makes one empty row of nothing', () => {
    expect(wrapToWidth('', 10)).toEqual(['']);
    expect(wrapToWidth('', 10, { words: false })).toEqual(['']);
  });

  it('keeps every character, and every row in its width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 6, max: 20 }), (text, width) => {
        const rows = wrapToWidth(text, width, { words: false });
        expect(rows.join('')).toBe(text);
        for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(width);
        const words = wrapToWidth(text, width);
        expect(words.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const row of words) expect(textWidth(row)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
