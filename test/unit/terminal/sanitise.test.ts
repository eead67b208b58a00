import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitiseLine, sanitiseText } from '../../../src/terminal/sanitise.ts';
import { textWidth } from '../../../src/terminal/width.ts';

const ESC = '\u001B';
const CONTROLS = /[\u0000-\u001F\u007F-\u009F]/;

describe('sanitiseLine', () => {
  it('leaves plain text alone', () => {
    expect(sanitiseLine('depth=1 O = Example, CN = "x" ~')).toBe('depth=1 O = Example, CN = "x" ~');
  });

  it.each([
    ['colours', `${ESC}[31mred${ESC}[0m`, '␛[31mred␛[0m'],
    ['the clipboard', `${ESC}]52;c;ZXZpbA==\u0007`, '␛]52;c;ZXZpbA==␇'],
    ['the title', `${ESC}]0;evil title${ESC}\\`, '␛]0;evil title␛\\'],
    ['links', `${ESC}]8;;http://evil\u0007click`, '␛]8;;http://evil␇click'],
    ['DCS, APC, PM, SOS', `${ESC}Pq${ESC}_a${ESC}^p${ESC}Xs`, '␛Pq␛_a␛^p␛Xs'],
    ['C1 controls', 'a\u009B31m\u009D0;t\u009C', 'a<U+009B>31m<U+009D>0;t<U+009C>'],
    ['NUL, BEL, DEL', 'a\u0000b\u0007c\u007F', 'a␀b␇c␡'],
    ['vertical moves', 'a\u000Bb\u000Cc', 'a␋b␌c'],
    ['bidirectional controls', 'user\u202Egnp.exe', 'user<U+202E>gnp.exe'],
    ['isolates and marks', '\u2066a\u2069\u200F\u061C', '<U+2066>a<U+2069><U+200F><U+061C>'],
    ['zero-width characters', 'pay\u200Bpal\u2060', 'pay<U+200B>pal<U+2060>'],
    ['a byte order mark', '\uFEFF#!/bin/sh', '<U+FEFF>#!/bin/sh'],
    ['a soft hyphen', 'a\u00ADb', 'a<U+00AD>b'],
    ['tag characters', 'x\u{E0041}', 'x<U+E0041>'],
    ['line separators', 'a\u2028b\u2029c', 'a<U+2028>b<U+2029>c'],
    ['lone surrogates', 'a\uD800b\uDC00', 'a<U+D800>b<U+DC00>'],
    ['joined emoji', '👨\u200D👩', '👨<U+200D>👩'],
  ])('makes %s visible', (_what, line, shown) => {
    expect(sanitiseLine(line)).toBe(shown);
  });

  it('drops what only says how to draw a sign, so that its width is no matter of opinion', () => {
    expect(sanitiseLine('⚠\uFE0F careful 👍\u{1F3FD}')).toBe('⚠ careful 👍');
  });

  it('shows replacement characters for bytes that were no UTF-8', () => {
    expect(sanitiseLine(Buffer.from([0x61, 0xff, 0x62]).toString('utf8'))).toBe('a\uFFFDb');
  });

  it('writes everything in ASCII where the locale is not UTF-8', () => {
    expect(sanitiseLine(`${ESC}[1mé日\u007F\u0000`, { unicode: false })).toBe('^[[1m<U+00E9><U+65E5>^?^@');
    expect(sanitiseLine('x'.repeat(12), { unicode: false, maxWidth: 10 })).toBe('xxxxxxxxxx...(+2)');
  });

  it('can leave out what only colours or erases, and nothing else', () => {
    const line = `${ESC}[1;31mERROR${ESC}[0m${ESC}[K gone ${ESC}[2J${ESC}]52;c;eA==\u0007`;
    expect(sanitiseLine(line, { escapes: 'hide-colours' })).toBe('ERROR gone ␛[2J␛]52;c;eA==␇');
  });

  it('puts tabs at multiples of eight cells', () => {
    expect(sanitiseLine('a\tb')).toBe('a       b');
    expect(sanitiseLine('12345678\tb')).toBe('12345678        b');
    expect(sanitiseLine('日\tb')).toBe('日      b');
  });

  it('overwrites as a terminal does', () => {
    expect(sanitiseLine('10%\r20%\r100%')).toBe('100%');
    expect(sanitiseLine('abcdef\rXY')).toBe('XYcdef');
    expect(sanitiseLine('N\bNA\bAM\bME\bE')).toBe('NAME');
    expect(sanitiseLine('\b\b\bx')).toBe('x');
    expect(sanitiseLine('日本\rx')).toBe('x 本');
    expect(sanitiseLine('a\t|\rb')).toBe('b       |');
  });

  it('takes carriage returns at the end for the line end', () => {
    expect(sanitiseLine('text\r')).toBe('text');
    expect(sanitiseLine('text\r\r')).toBe('text');
  });

  it('keeps combining marks on their letters, few enough, and none on the frame', () => {
    expect(sanitiseLine('e\u0301')).toBe('e\u0301');
    expect(sanitiseLine(`a${'\u0300'.repeat(100)}b`)).toBe(`a${'\u0300'.repeat(4)}b`);
    expect(sanitiseLine('\u0301a')).toBe('<U+0301>a');
    expect(sanitiseLine('ab\r\u0301')).toBe('<U+0301>');
    expect(sanitiseLine('xe\u0301y\b\bz')).toBe('xzy');
  });

  it('cuts a long line and counts the rest', () => {
    expect(sanitiseLine('x'.repeat(90_000), { maxWidth: 100 })).toBe(`${'x'.repeat(100)}…(+89900)`);
    expect(sanitiseLine(`${'x'.repeat(150)}\rab`, { maxWidth: 100 })).toBe(`ab${'x'.repeat(98)}…(+50)`);
  });

  it('never lets a control character through, nor any other invisible one', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('\r', '\b', '\t', ESC, '日', 'e', '\u0301', '\u202E', '\u009B', '\uD800', '👍', '\u200D'),
      }),
    );
    const options = fc.record({
      unicode: fc.boolean(),
      maxWidth: fc.integer({ min: 1, max: 40 }),
      escapes: fc.constantFrom<'show' | 'hide-colours'>('show', 'hide-colours'),
    });
    fc.assert(
      fc.property(hostile, options, (line, option) => {
        const shown = sanitiseLine(line, option);
        expect(shown).not.toMatch(CONTROLS);
        expect(shown).not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uD800-\uDFFF]/u);
        if (!option.unicode) expect(shown).toMatch(/^[\u0020-\u007E]*$/);
        expect(textWidth(shown.replace(/(…|\.\.\.)\(\+\d+\)$/, ''))).toBeLessThanOrEqual(option.maxWidth + 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same when done again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        const once = sanitiseLine(line);
        expect(sanitiseLine(once)).toBe(once);
      }),
    );
  });

  it.each([
    ['plain', 'x'],
    ['returns in the middle', 'progress\r'],
    ['escapes', `${ESC}[31m`],
    ['backspaces', 'a\b'],
    ['wide', '日本'],
    ['half escapes', `${ESC}[1;`],
  ])('takes 100 MB in one line: %s', (_what, piece) => {
    const line = piece.repeat(Math.ceil(100_000_000 / Buffer.byteLength(piece)));
    const started = performance.now();
    const shown = sanitiseLine(line, { escapes: 'hide-colours' });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(shown.length).toBeLessThan(40_100);
  });
});

describe('sanitiseText', () => {
  const numbered = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('');

  it('keeps everything that is short enough', () => {
    expect(sanitiseText('a\nb\n\nc')).toEqual({ lines: ['a', 'b', '', 'c'], dropped: 0, droppedAt: 4 });
    expect(sanitiseText('')).toEqual({ lines: [], dropped: 0, droppedAt: 0 });
    expect(sanitiseText(['a\u0007'])).toEqual({ lines: ['a␇'], dropped: 0, droppedAt: 1 });
  });

  it('keeps the head and the tail and says how much is missing where', () => {
    const expected = { lines: ['line 1', 'line 2', 'line 8', 'line 9', 'line 10'], dropped: 5, droppedAt: 2 };
    expect(sanitiseText(numbered(10), { head: 2, tail: 3 })).toEqual(expected);
    expect(sanitiseText(numbered(10).trimEnd().split('\n'), { head: 2, tail: 3 })).toEqual(expected);
  });

  it('agrees with itself for text and for lines', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 30 }), fc.nat(8), fc.nat(8), (parts, head, tail) => {
        const lines = parts.map((part) => part.replaceAll('\n', ''));
        const text = lines.map((line) => `${line}\n`).join('');
        const a = sanitiseText(text, { head, tail });
        const b = sanitiseText(lines, { head, tail });
        expect(a.lines).toEqual(b.lines);
        expect(a.dropped).toBe(b.dropped);
        if (a.dropped > 0) expect(a.droppedAt).toBe(b.droppedAt);
      }),
    );
  });

  it('takes 100 MB of lines', () => {
    const text = `${'x'.repeat(60)}${ESC}[0m\n`.repeat(1_500_000);
    const started = performance.now();
    const safe = sanitiseText(text);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(safe.lines).toHaveLength(5000);
    expect(safe.dropped).toBe(1_495_000);
  });
});
