import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const TESTS = join(import.meta.dirname, '..', '..');

/** Rows of the table in test/README.md: what it belongs to, the file, the test's name as its source has it. */
const rows = readFileSync(join(TESTS, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, of = '', , file = '', name = ''] = line.split('|').map((cell) => cell.trim());
    return /^`[\w-]+\.test\.ts`$/.test(file) ? [{ of, file: file.slice(1, -1), name }] : [];
  });

describe('the map of the debug container', () => {
  it('names tests that there are', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const { file, name } of rows) {
      const source = readFileSync(join(TESTS, 'live', file), 'utf8');
      const titles = [...source.matchAll(/\bit\(\s*(['`"])(.{3,300}?)\1,/gs)].map((found) => found[2] ?? '');
      expect(
        titles.some((title) => title.includes(name)),
        `${file} has no test "${name}"`,
      ).toBe(true);
    }
  });

  it('leaves out no recipe and no acceptance test', () => {
    const recipes = Array.from({ length: 9 }, (_, index) => `4.${index + 1}`);
    const acceptance = Array.from({ length: 10 }, (_, index) => `6.${index + 1}`);
    const there = new Set(rows.map(({ of }) => of));
    expect([...recipes, ...acceptance].filter((one) => !there.has(one))).toEqual([]);
  });
});
