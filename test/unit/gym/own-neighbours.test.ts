import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundledDir } from '../../../src/playbook/places.ts';
import { parseJournal } from '../../../src/session/read-journal.ts';
import { withOwnNeighbours } from '../../gym/own-neighbours.ts';
import { recorded } from '../../gym/recording.ts';

const { events } = parseJournal(readFileSync(join(bundledDir(), 'incidents', 'search-domains.jsonl'), 'utf8'));

it('other people’s containers on the same engine are in no recording', () => {
  const text = JSON.stringify(withOwnNeighbours(events, 'api'));
  expect(JSON.stringify(events)).toContain('"sameNetwork":["api","nameserver"]');
  expect(text).toContain('"sameNetwork":["api"]');
  expect(text).toContain('1 of 1 other containers');
  expect(text).not.toContain('nameserver: same network');
});

it.each(recorded())('$name tells of its own containers only', ({ events: walked }) => {
  const runs = new Set(JSON.stringify(walked).match(/\bwt-[0-9a-f]{6}-/g));
  expect(runs.size).toBeLessThanOrEqual(1);
});
