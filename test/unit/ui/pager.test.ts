import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookFor } from '../../../src/ui/look.ts';
import { atEnd, openPager, type Pager, scrolled, searched, toggledOnly } from '../../../src/ui/model/pager.ts';
import type { Row } from '../../../src/ui/rows.ts';
import { pagerRows } from '../../../src/ui/view/pager-rows.ts';

const rowText = (row: Row): string => row.map((one) => one.text).join('');

const look = lookFor({ unicode: true, colour: true, fullScreen: true });
const window = { width: 20, height: 5, look };

function pagerOf(lines: readonly string[]): Pager {
  return openPager({ title: 't', lines, headings: new Set(), copy: '' });
}
const shown = (pager: Pager): string[] => pagerRows(pager, window).map(rowText);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe('the pager', () => {
  it('scrolls by rows and stops where the last row is at the bottom', () => {
    let pager = pagerOf(numbered(12));
    pager = scrolled(pager, 4, window);
    expect(shown(pager)[0]).toBe('line 5');
    pager = scrolled(pager, 100, window);
    expect(shown(pager)).toEqual(['line 8', 'line 9', 'line 10', 'line 11', 'line 12']);
    expect(shown(scrolled(pager, -100, window))[0]).toBe('line 1');
    expect(shown(atEnd(pager, window)).at(-1)).toBe('line 12');
  });

  it('scrolls inside a line that is longer than the screen', () => {
    const pager = pagerOf(['a'.repeat(20) + 'b'.repeat(20) + 'c'.repeat(200), 'end']);
    expect(shown(scrolled(pager, 1, window))[0]).toBe('b'.repeat(20));
    expect(shown(scrolled(scrolled(pager, 3, window), -2, window))[0]).toBe('b'.repeat(20));
  });

  it('breaks a command of ours between words, as a shell reads it, and copies it whole', () => {
    const command =
      "  by hand: docker run --rm --network container:api --env 'A=two  words of one' --user 65534:65534 sha256:0123456789abcdef getent ahosts api.partner.example";
    const text = { title: 't', lines: [command], headings: new Set([0]), copy: command };
    const rows = pagerRows(openPager(text), { width: 60, height: 9, look })
      .map(rowText)
      .filter((one) => one !== '');
    expect(rows.length).toBeGreaterThan(2);
    for (const one of rows.slice(0, -1)) expect(one).toMatch(/^.{1,58} \\$/);
    expect(rows.map((one) => one.replace(/ \\$/, '').trim()).join(' ')).toBe(command.trim());
    expect(rows.some((one) => one.includes("'A=two  words of one'"))).toBe(true);
  });

  it('cuts lines instead when asked, and scrolls sideways', () => {
    const pager = { ...pagerOf([`${'a'.repeat(16)}${'b'.repeat(40)}`]), wrap: false };
    expect(shown(pager)[0]).toBe(`${'a'.repeat(16)}bbb…`);
    expect(shown({ ...pager, column: 16 })[0]).toBe(`${'b'.repeat(19)}…`);
  });

  it('finds the next match, round the end, either way, and marks it', () => {
    const lines = numbered(40).map((line, index) => (index % 15 === 3 ? `${line} Error` : line));
    let pager = { ...pagerOf(lines), query: 'error' };
    pager = searched(pager, 1, window, 0);
    expect(pager.line).toBe(3);
    pager = searched(pager, 1, window);
    expect(pager.line).toBe(18);
    pager = searched(pager, -1, window);
    pager = searched(pager, -1, window);
    expect(pager.line).toBe(33);
    expect(pager.message).toBe('from the other end');
    const spans = pagerRows(pager, window).flatMap((row) => row.filter((one) => one.tone === 'match'));
    expect(spans.map((one) => one.text)).toContain('Error');
  });

  it('keeps to the case where the query has a capital, and says when there is nothing', () => {
    const pager = { ...pagerOf(['an error']), query: 'Error' };
    expect(searched(pager, 1, window, 0).message).toBe('"Error" is not in it');
  });

  it('shows only the lines that match, and all again at the same place', () => {
    const lines = numbered(40).map((line, index) => (index % 10 === 9 ? `${line} bad` : line));
    let pager: Pager = { ...pagerOf(lines), query: 'bad', line: 15 };
    pager = toggledOnly(pager);
    expect(shown(pager).filter(Boolean)).toEqual(['line 20 bad', 'line 30 bad', 'line 40 bad']);
    pager = toggledOnly(pager);
    expect(shown(pager)[0]).toBe('line 20 bad');
  });

  it('shows hostile lines harmlessly, in a window of its size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 120 }), { maxLength: 12 }),
        fc.nat(30),
        (lines, by) => {
          const pager = scrolled(pagerOf(lines.map((line) => line.replaceAll('\n', ' '))), by, window);
          const rows = shown(pager);
          expect(rows).toHaveLength(5);
          for (const row of rows) expect(row).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
        },
      ),
    );
  });
});
