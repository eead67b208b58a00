import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allExpectations } from '../../gym/scenario-folders.ts';

const TESTS = join(import.meta.dirname, '..', '..');

/** Rows of the table in test/gym/README.md: the situation, and what sees it. */
const section = readFileSync(join(TESTS, 'gym', 'README.md'), 'utf8')
  .split(/^## /m)
  .find((one) => one.startsWith('Situations'));
const rows = (section ?? '').split('\n').flatMap((line) => {
  const [, situation = '', seenBy = ''] = line.split('|').map((cell) => cell.trim());
  const names = [...seenBy.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? '');
  return names.length > 0 ? [{ situation, names }] : [];
});
const testFiles = new Set(
  ['unit', 'live'].flatMap((folder) =>
    readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' }).map((path) => path.split('/').at(-1) ?? ''),
  ),
);

describe('situations that a naive walk gets wrong', () => {
  it('are all there', () => {
    expect(rows.length).toBe(22);
  });

  it.each(rows)('$situation: what sees it exists', ({ names }) => {
    const missing = names.filter((name) =>
      name.endsWith('.test.ts')
        ? !testFiles.has(name)
        : !existsSync(join(TESTS, 'gym', 'scenarios', name, 'recording.jsonl')),
    );
    expect(missing).toEqual([]);
  });

  it.each(rows)('$situation: the naive answer is forbidden where it is a scenario', ({ names }) => {
    const scenarios = names.filter((name) => !name.endsWith('.test.ts'));
    const forbidding = scenarios.filter((name) => (allExpectations()[name]?.forbidden ?? []).length > 0);
    expect(scenarios.length === 0 || forbidding.length > 0).toBe(true);
  });
});
