import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../src/session/events.ts';
import { JOURNAL_FILE, openJournal } from '../../../src/session/journal.ts';
import { heldBy, LOCK_FILE, SessionHeld } from '../../../src/session/lock.ts';
import { parseJournal, readJournal } from '../../../src/session/read-journal.ts';
import { foldAll } from '../../../src/session/state.ts';
import { OUTPUTS_DIR } from '../../../src/session/stored-outputs.ts';
import { evidence, sampleEvents, step, written } from '../notes/sample.ts';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'walkdown-journal-')), 's');
});
afterEach(() => {
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

const ID = '20261123-024117-3f2a';
const note = (text: string): NewEvent => ({ type: 'note.added', text, operator: 'alice' });
const file = (): string => join(dir, JOURNAL_FILE);

function writeAll(events: readonly NewEvent[], next = 0) {
  const journal = openJournal(dir, ID, next);
  const full = events.map((event) => journal.append(event));
  expect(journal.trouble).toBeNull();
  journal.close();
  return full;
}

describe('the journal', () => {
  it('gives back what was written, event by event', () => {
    const full = writeAll(sampleEvents());
    const read = readJournal(dir);
    expect(read.events).toEqual(full);
    expect(read.warnings).toEqual([]);
    expect(read.next).toBe(full.length);
  });

  it('has each event on disk before it is given back', () => {
    const journal = openJournal(dir, ID, 0);
    for (const event of sampleEvents()) {
      const full = journal.append(event);
      expect(readJournal(dir).events.at(-1)).toEqual(full);
    }
    journal.close();
  });

  it('is for its owner only: folders 0700, files 0600', () => {
    writeAll([
      ...sampleEvents(),
      ...step('disk', 'ok', 'DSK-000', 'x', { evidence: [evidence({ stdout: 'x'.repeat(50_000) })] }),
    ]);
    const journal = openJournal(dir, ID, 999);
    const modes = [dir, join(dir, OUTPUTS_DIR)].map((one) => statSync(one).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700]);
    const files = [
      file(),
      join(dir, LOCK_FILE),
      ...readdirSync(join(dir, OUTPUTS_DIR)).map((name) => join(dir, OUTPUTS_DIR, name)),
    ];
    expect(files).toHaveLength(3);
    for (const one of files) expect(statSync(one).mode & 0o777).toBe(0o600);
    journal.close();
  });

  it('loses nothing but the torn last line, and goes on after it', () => {
    writeAll([note('one'), note('two')]);
    appendFileSync(file(), '{"v":1,"n":2,"at":"2026-11-23T02:4');
    const torn = readJournal(dir);
    expect(torn.events.map((event) => (event as { text?: string }).text)).toEqual(['one', 'two']);
    expect(torn.warnings).toEqual([expect.stringMatching(/^Line 3 .*stopped in the middle/)]);
    writeAll([note('three')], torn.next);
    const read = readJournal(dir);
    expect(read.events.map((event) => event.n)).toEqual([0, 1, 2]);
    expect(read.warnings).toEqual([]);
  });

  it('keeps a last event that only lacks its line end', () => {
    writeAll([note('one'), note('two')]);
    writeFileSync(file(), readFileSync(file(), 'utf8').trimEnd());
    expect(readJournal(dir).events).toHaveLength(2);
    writeAll([note('three')], 2);
    expect(readJournal(dir).events.map((event) => (event as { text?: string }).text)).toEqual(['one', 'two', 'three']);
  });

  it('a prefix of any length folds, cut anywhere', () => {
    writeAll(sampleEvents());
    const bytes = readFileSync(file());
    let events = 0;
    for (let length = 0; length <= bytes.length; length += 97) {
      const read = parseJournal(bytes.toString('utf8', 0, length));
      expect(read.events.length).toBeGreaterThanOrEqual(events);
      expect(read.warnings.length).toBeLessThanOrEqual(1);
      events = read.events.length;
      foldAll(read.events);
    }
    expect(events).toBeGreaterThan(20);
  });

  it('passes over what a newer walkdown wrote, and what is no event, and says so', () => {
    const [start] = written(sampleEvents());
    const lines = [
      JSON.stringify(start),
      JSON.stringify({ ...start, v: 2, n: 1 }),
      JSON.stringify({ v: 1, n: 2, at: start?.at, type: 'from.the.future', x: 1 }),
      '[]',
      'null',
      '{"v":1,"n":"3","at":"x","type":"note.added"}',
      JSON.stringify({
        v: 1,
        n: 4,
        at: start?.at,
        type: 'step.judged',
        step: 'x',
        subject: '',
        attempt: 1,
        judgement: null,
      }),
      `${'['.repeat(100_000)}`,
      JSON.stringify({ v: 1, n: 5, at: start?.at, type: 'note.added', text: 'still here', operator: 'bob' }),
    ];
    const read = parseJournal(lines.join('\n'));
    expect(read.events.map((event) => event.type)).toEqual(['session.started', 'from.the.future', 'note.added']);
    expect(read.warnings.join('\n')).toMatch(/a newer walkdown wrote it \(format 2\)/);
    expect(read.warnings.join('\n')).toMatch(/Line 7 .*judgement is no object/);
    expect(foldAll(read.events).notes).toHaveLength(1);
  });

  it('names ten of many broken lines', () => {
    expect(parseJournal('x\n'.repeat(5000)).warnings).toEqual([
      ...Array.from({ length: 10 }, () => expect.stringMatching(/passed over/)),
      'And 4990 more of that kind.',
    ]);
  });

  it('a session that nothing can be written for goes on, and says so', () => {
    const blocked = join(dir, '..', 'file');
    writeFileSync(blocked, '');
    const journal = openJournal(join(blocked, 's'), ID, 0);
    expect(journal.append(note('one'))).toMatchObject({ n: 0, text: 'one' });
    expect(journal.append(note('two'))).toMatchObject({ n: 1 });
    expect(journal.trouble).toMatch(
      /^2 events could not be written in .*a file is where a folder should be.*WALKDOWN_HOME/,
    );
    rmSync(blocked);
    journal.append(note('three'));
    expect(journal.trouble).toBeNull();
    expect(readJournal(join(blocked, 's')).events).toHaveLength(3);
    journal.close();
  });

  it('masks before it keeps, and gives back what it kept', () => {
    const mask = (event: NewEvent): NewEvent => (event.type === 'note.added' ? { ...event, text: 'masked' } : event);
    const journal = openJournal(dir, ID, 0, { mask });
    expect(journal.append(note('secret'))).toMatchObject({ text: 'masked' });
    journal.close();
    expect(readFileSync(file(), 'utf8')).not.toContain('secret');
  });
});

describe('large outputs', () => {
  const big = (char: string): NewEvent[] =>
    step('log', 'ok', 'LOG-000', 'x', {
      evidence: [evidence({ stdout: char.repeat(300_000), data: { lines: [char.repeat(20_000)] } })],
    });

  it('lie beside the journal by their hash, once each, and come back', () => {
    const full = writeAll([...big('a'), ...big('a'), ...big('b')]);
    expect(statSync(file()).size).toBeLessThan(20_000);
    const names = readdirSync(join(dir, OUTPUTS_DIR));
    expect(names).toHaveLength(4);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(readJournal(dir).events).toEqual(full);
  });

  it('that are gone or were changed are said to be, and their beginning is left', () => {
    writeAll(big('a'));
    const [one = '', two = ''] = readdirSync(join(dir, OUTPUTS_DIR)).map((name) => join(dir, OUTPUTS_DIR, name));
    rmSync(one);
    writeFileSync(two, readFileSync(two, 'utf8').replace('a', 'b'));
    const read = readJournal(dir);
    const observed = read.events.find((event) => event.type === 'step.observed');
    expect(observed?.type === 'step.observed' && observed.evidence[0]).toMatchObject({
      truncated: true,
      stdout: 'a'.repeat(1024),
    });
    expect(read.warnings).toEqual([expect.stringMatching(/not beside the journal any more, or was changed/)]);
  });

  it('a hand-made hash leads to no other file', () => {
    writeAll(big('a'));
    writeFileSync(
      file(),
      readFileSync(file(), 'utf8').replace(/"sha256":"[0-9a-f]{64}"/g, '"sha256":"../../../etc/passwd"'),
    );
    expect(JSON.stringify(readJournal(dir).events)).not.toContain('root:');
  });

  it('longer than is kept are cut, and say so, in the journal as in the walk', () => {
    const [, observed] = writeAll(
      step('log', 'ok', 'LOG-000', 'x', { evidence: [evidence({ stdout: 'y'.repeat(9_000_000) })] }),
    );
    expect(observed?.type === 'step.observed' && observed.evidence[0]?.truncated).toBe(true);
    expect(readJournal(dir).events[1]).toEqual(observed);
  });

  it('half a surrogate pair and NUL come back as they were', () => {
    const full = writeAll(
      step('log', 'ok', 'LOG-000', 'x', { evidence: [evidence({ stdout: `\ud800\u0000${'z'.repeat(30_000)}` })] }),
    );
    expect(readJournal(dir).events).toEqual(full);
  });
});

describe('two walkdowns at once', () => {
  it('the second is refused in one line, and may have it when the first is done', () => {
    const first = openJournal(dir, ID, 0);
    expect(() => openJournal(dir, ID, 0)).toThrow(SessionHeld);
    expect(() => openJournal(dir, ID, 0)).toThrow(/open in another walkdown \(process \d+\)/);
    expect(heldBy(dir)).toMatch(/process \d+/);
    first.close();
    expect(heldBy(dir)).toBeNull();
    openJournal(dir, ID, 0).close();
  });

  it('a lock of a process that died, or of another that has its number now, holds nobody up', () => {
    writeAll([note('one')]);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(dir, LOCK_FILE), JSON.stringify({ pid: dead, host: hostname(), began: '' }));
    openJournal(dir, ID, 1).close();
    writeFileSync(
      join(dir, LOCK_FILE),
      JSON.stringify({ pid: process.pid, host: hostname(), began: 'another-boot/1' }),
    );
    if (process.platform === 'linux') openJournal(dir, ID, 1).close();
    for (const junk of ['', '{}', 'null', '{"pid":-1,"host":"x"}', 'x'.repeat(5000)]) {
      writeFileSync(join(dir, LOCK_FILE), junk);
      openJournal(dir, ID, 1).close();
    }
  });

  it('one on another machine counts as alive', () => {
    writeAll([note('one')]);
    writeFileSync(join(dir, LOCK_FILE), JSON.stringify({ pid: 1, host: 'another-machine', began: '' }));
    expect(() => openJournal(dir, ID, 1)).toThrow(/process 1 on another-machine/);
  });
});

const root = process.getuid?.() === 0 && process.platform === 'linux';
const mounted: string[] = [];
afterEach(() => {
  for (const place of mounted.splice(0)) spawnSync('umount', ['-l', place]);
});

/** A small file system of its own; null where that is not allowed. */
function tinyDisk(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'walkdown-disk-'));
  if (!root || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status !== 0) return null;
  mounted.push(place);
  return place;
}

describe('a disk that fills up', () => {
  it.skipIf(!root)('loses nothing that was recorded, says what waits, and catches up when there is room', (context) => {
    const disk = tinyDisk();
    if (disk === null) return context.skip();
    const place = join(disk, 's');
    const journal = openJournal(place, ID, 0);
    const texts = Array.from({ length: 40 }, (_, n) => `${n} ${'n'.repeat(3000)}`);
    for (const text of texts) journal.append(note(text));
    expect(journal.trouble).toMatch(/events could not be written in .*the disk is full.*recorded before is safe/);
    const read = readJournal(place);
    expect(read.warnings).toEqual([]);
    expect(read.events.length).toBeGreaterThan(5);
    expect(read.events.map((event) => (event as { text?: string }).text)).toEqual(texts.slice(0, read.events.length));
    expect(spawnSync('mount', ['-o', 'remount,size=8m', disk]).status).toBe(0);
    journal.append(note('last'));
    expect(journal.trouble).toBeNull();
    expect(readJournal(place).events.map((event) => event.n)).toEqual(Array.from({ length: 41 }, (_, n) => n));
    journal.close();
  });

  it.skipIf(!root)(
    'one that became read-only is named, and an output that finds no room stays in its line',
    (context) => {
      const disk = tinyDisk();
      if (disk === null) return context.skip();
      const place = join(disk, 's');
      const first = openJournal(place, ID, 0);
      first.append(note('one'));
      first.close();
      expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
      const journal = openJournal(place, ID, 1);
      journal.append(note('two'));
      expect(journal.trouble).toMatch(/1 event could not be written in .*read-only/);
      expect(readJournal(place).events).toHaveLength(1);
      expect(spawnSync('mount', ['-o', 'remount,rw,size=1m', disk]).status).toBe(0);
      rmSync(join(place, OUTPUTS_DIR), { recursive: true, force: true });
      writeFileSync(join(place, OUTPUTS_DIR), 'a file where the folder should be');
      const [, observed] = step('log', 'ok', 'LOG-000', 'x', { evidence: [evidence({ stdout: 'o'.repeat(50_000) })] });
      if (observed !== undefined) journal.append(observed);
      expect(journal.trouble).toBeNull();
      expect(JSON.stringify(readJournal(place).events)).toContain('o'.repeat(50_000));
      journal.close();
      chmodSync(place, 0o700);
    },
  );
});
