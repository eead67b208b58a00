import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../../../src/session/journal.ts';
import { heldBy } from '../../../src/session/lock.ts';
import { readJournal } from '../../../src/session/read-journal.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
let scratch: string;
let program: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'walkdown-kill-'));
  mkdirSync(scratch, { recursive: true });
  program = join(scratch, 'writer.mjs');
  await build({
    entryPoints: [`${HERE}fixtures/writer.ts`],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Starts the writer, kills it without warning as soon as it has said that number, and returns the last that it said. */
async function killAfter(dir: string, number: number, pad: number): Promise<number> {
  const child = spawn(process.execPath, [program, dir, String(pad)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= number) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

describe('kill -9', () => {
  it.each([
    [0, 10],
    [1, 5_000],
    [7, 200_000],
    [23, 100],
    [40, 1_000_000],
  ])(
    'after event %i of %i characters loses nothing that was given back, and the session goes on',
    async (number, pad) => {
      const dir = join(scratch, `s${number}`);
      const last = await killAfter(dir, number, pad);
      expect(heldBy(dir)).toBeNull();
      const { events, next } = readJournal(dir);
      expect(events.length).toBeGreaterThanOrEqual(last + 1);
      expect(events.map((event) => event.n)).toEqual(events.map((_, index) => index));
      const journal = openJournal(dir, 'killed', next);
      journal.append({ type: 'session.resumed', operator: 'bob', machine: 'laptop' });
      journal.close();
      const again = readJournal(dir);
      expect(again.warnings).toEqual([]);
      expect(again.events.at(-1)).toMatchObject({ n: next, type: 'session.resumed' });
    },
  );
});
