import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from './build-app.ts';
import type { KeyTimes } from './fixtures/key-times.ts';
import { Pty } from './pty.ts';

let program = '';
let pty: Pty;
let directory = '';

beforeAll(async () => {
  program = await buildApp();
});
afterAll(() => rmSync(dirname(program), { recursive: true, force: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'walkdown-flood-'));
});
afterEach(() => {
  pty.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const timesFile = (): string => join(directory, 'times');

type Size = readonly [columns: number, rows: number];
const SIZES: readonly Size[] = [
  [80, 24],
  [200, 60],
];

async function start(story: string, [columns, rows]: Size): Promise<void> {
  pty = new Pty(process.execPath, [program], {
    columns,
    rows,
    env: { FAKE_APP: story, FAKE_TIMES: timesFile() },
  });
  await pty.waitFor('payments-api');
}

/** Presses keys as quickly as a key that is held repeats; each must change the frame. */
async function press(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const before = pty.output.length;
    pty.write(key);
    await pty.waitFor(() => pty.output.length > before);
    await sleep(25);
  }
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Leaves, and reads what the program says of itself. */
async function expectQuick(what: string): Promise<void> {
  pty.write('\u0003\u0003');
  await pty.waitForExit();
  const { wall, work } = JSON.parse(readFileSync(timesFile(), 'utf8')) as KeyTimes;
  const text = (times: readonly number[]): string =>
    `p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`;
  const told = `${what}: ${work.length} keys, ${text(wall)}; processor time ${text(work)}`;
  process.stderr.write(`key to frame, ${told}\n`);
  expect(work.length).toBeGreaterThan(200);
  expect(percentile(work, 0.99), told).toBeLessThan(50);
  // By the clock only where the machine has a processor to spare for it.
  if ((loadavg()[0] ?? 0) < availableParallelism()) expect(percentile(wall, 0.99), told).toBeLessThan(50);
}

/** Resident memory of the program, and the most it has had, MB. */
function memory(): { now: number; most: number } {
  const status = readFileSync(`/proc/${pty.pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: field('VmRSS'), most: field('VmHWM') };
}

describe('from a key to its frame', () => {
  it.each(SIZES)(
    'takes less than 50 ms in a list of three thousand containers at %i × %i',
    async (...size) => {
      await start('many', size);
      // Pages down, and as many up again: each of them is another frame, however long the list is.
      const page = (index: number): string => (index % 40 < 20 ? '\u001B[6~' : '\u001B[5~');
      const moves = Array.from({ length: 120 }, (_, index) => (index % 20 < 15 ? '\u001B[B' : page(index)));
      await press([...moves, ...'worker-2', ...moves.slice(0, 100), ...'99']);
      await expectQuick(`list at ${size.join(' × ')}`);
    },
    60_000,
  );

  it.each(SIZES)(
    'takes less than 50 ms at %i × %i while a command prints 200 MB, which is kept within bounds',
    async (...size) => {
      await start('flood', size);
      pty.write('\r');
      await pty.waitFor('What do you see?');
      pty.write('\r');
      await pty.waitFor('It will talk to');
      // A person's pace: Enters that follow one another like a held key's allow nothing (handle-key.ts).
      await sleep(250);
      pty.write('\r');
      await pty.waitFor('running');
      await pty.waitFor(' 2/13');
      // What it prints is shown as it comes, masked, and harmless.
      await pty.waitFor(/so far \d+ MB, its last lines/);
      await pty.waitFor(/hostile token=‹secret-\w{8}› ␛\]52/);
      expect(pty.output).not.toContain('hunter2');
      expect(pty.output.indexOf('\u001B[2J', pty.output.indexOf('running'))).toBe(-1);
      const before = memory().now;
      // A note being typed: every key changes the frame for good, and nothing else on that screen moves.
      pty.write('n');
      await pty.waitFor('It goes into the notes');
      while (pty.text().includes(' 2/13')) await press(['a', 'b', 'c', 'd']);
      pty.write('\u001B');
      await pty.waitFor('FLD-001');
      pty.write('o');
      await pty.waitFor(/line 1 of \d+ lines/);
      await press(Array.from({ length: 300 }, (_, index) => [' ', 'G', 'g'][index % 3] ?? ''));
      pty.write('/flood\r');
      await pty.waitFor('"flood"');
      expect(pty.text()).toContain('52;c;ZXZpbA==');
      expect(pty.output).not.toContain('\u001B]52');
      const { most } = memory();
      process.stderr.write(`memory: ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB\n`);
      expect(most - before).toBeLessThan(64);
      await expectQuick(`flood at ${size.join(' × ')}`);
    },
    60_000,
  );
});
