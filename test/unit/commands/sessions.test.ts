import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notes } from '../../../src/commands/notes.ts';
import { sessions } from '../../../src/commands/sessions.ts';
import { parseSince } from '../../../src/commands/since.ts';
import type { NewEvent } from '../../../src/session/events.ts';
import { expired, KEEP_ALL } from '../../../src/session/expiry.ts';
import { resolveSession } from '../../../src/session/find-session.ts';
import { openJournal } from '../../../src/session/journal.ts';
import { parseKeepPolicy } from '../../../src/session/keep-policy.ts';
import { readJournal } from '../../../src/session/read-journal.ts';
import { listSessions, type SessionSummary } from '../../../src/session/summary.ts';
import { evidence, START, sampleEvents, step } from '../notes/sample.ts';
import { captureIo } from './capture-io.ts';

// Every command loads the playbook anew, as a process of its own would.
vi.setConfig({ testTimeout: 60_000 });

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'walkdown-sessions-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const FIRST = '20261123-024117-3f2a';
const SECOND = '20261124-101500-77aa';
const env = () => ({ WALKDOWN_HOME: home, XDG_CONFIG_HOME: join(home, 'config') });
const dirOf = (id: string): string => join(home, 'sessions', id);

function store(id: string, events: readonly NewEvent[] = sampleEvents()): void {
  const journal = openJournal(dirOf(id), id, 0, {
    now: () => new Date(`${id.slice(0, 4)}-11-${id.slice(6, 8)}T02:41:17.000Z`),
  });
  const begin = { ...START, session: { ...(START as { session: object }).session, id } } as NewEvent;
  for (const event of [begin, ...events.slice(1)]) journal.append(event);
  journal.close();
}

/** What a command says and returns; a refusal is its one line and its exit status. */
async function call(command: typeof sessions, ...args: string[]) {
  const io = captureIo(env());
  try {
    return { status: await command(args, io), out: io.out(), err: io.err() };
  } catch (error) {
    const { message, exitStatus } = error as Error & { exitStatus?: number };
    expect(message).not.toContain('\n');
    return { status: exitStatus, out: io.out(), err: message };
  }
}

describe('walkdown sessions', () => {
  it('lists what is stored, newest first, as the contract has it', async () => {
    store(FIRST);
    store(SECOND, sampleEvents().slice(0, -1));
    const { status, out } = await call(sessions, '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      sessions: [
        { id: SECOND, target: 'payments-api', startedAt: '2026-11-24T02:41:17.000Z', finished: false },
        { id: FIRST, target: 'payments-api', startedAt: '2026-11-23T02:41:17.000Z', finished: true },
      ],
    });
    const table = (await call(sessions)).out;
    expect(table).toMatch(
      /20261124-101500-77aa.*payments-api.*unfinished: resume it, INC-4711\n.*20261123-024117-3f2a.*finished/,
    );
  });

  it('says what to do when there are none, and lists one whose journal is broken', async () => {
    expect((await call(sessions)).out).toMatch(/^No sessions are stored yet/);
    mkdirSync(dirOf(FIRST), { recursive: true });
    writeFileSync(join(dirOf(FIRST), 'journal.jsonl'), '\u0000\u0001 no journal');
    expect(JSON.parse((await call(sessions, '--format', 'json')).out).sessions).toEqual([
      { id: FIRST, target: '', startedAt: null, finished: false },
    ]);
    expect((await call(notes, FIRST)).status).toBe(0);
  });

  it('finds one by id, beginning or "latest", and refuses what fits none or several', async () => {
    store(FIRST);
    store(SECOND);
    expect(resolveSession(FIRST, env()).id).toBe(FIRST);
    expect(resolveSession('20261123', env()).id).toBe(FIRST);
    expect(resolveSession('latest', env()).id).toBe(SECOND);
    expect(await call(sessions, 'show', '2026')).toMatchObject({
      status: 4,
      err: expect.stringMatching(/^2 sessions begin with "2026"/),
    });
    expect(await call(sessions, 'show', '../../etc')).toMatchObject({
      status: 4,
      err: expect.stringMatching(/no session "\.\.\?\.\.\?etc"/),
    });
    expect(await call(notes, '')).toMatchObject({ status: 4 });
  });

  it('shows one, and deletes one but not one that is open', async () => {
    store(FIRST);
    expect((await call(sessions, 'show', FIRST)).out).toMatch(/Root cause \(likely\): The CA bundle is older/);
    const open = openJournal(dirOf(FIRST), FIRST, 999);
    expect(await call(sessions, 'delete', FIRST)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/open in another walkdown/),
    });
    open.close();
    expect(await call(sessions, 'delete', FIRST)).toMatchObject({ status: 0, out: `${FIRST} deleted\n` });
    expect(existsSync(dirOf(FIRST))).toBe(false);
  });

  it('refuses what it does not know in one line', async () => {
    for (const args of [
      ['frob'],
      ['--frob'],
      ['--format', 'xml'],
      ['show'],
      ['delete'],
      ['export', FIRST],
      ['import'],
      ['constructor'],
    ]) {
      expect((await call(sessions, ...args)).status).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('hand-over', () => {
  it('carries a session to another machine, outputs and all, with the same notes', async () => {
    const large = step('disk', 'ok', 'DSK-000', 'x', { evidence: [evidence({ stdout: 'y'.repeat(50_000) })] });
    store(FIRST, [...sampleEvents().slice(0, -1), ...large, ...sampleEvents().slice(-1)]);
    const file = join(home, 'handed-over.jsonl');
    expect(await call(sessions, 'export', FIRST, file)).toMatchObject({ status: 0, err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('redaction.key');
    const before = readJournal(dirOf(FIRST)).events;
    const there = (await call(notes, FIRST)).out;
    expect(await call(sessions, 'import', file)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/is here already/),
    });
    await call(sessions, 'delete', FIRST);
    expect(await call(sessions, 'import', file)).toMatchObject({ status: 0 });
    expect(readJournal(dirOf(FIRST)).events).toEqual(before);
    expect((await call(notes, FIRST)).out).toBe(there);
    expect(statSync(dirOf(FIRST)).mode & 0o777).toBe(0o700);
  });

  it('refuses a file that is none, or was cut or changed, and leaves nothing behind', async () => {
    store(FIRST);
    const file = join(home, 'x');
    await call(sessions, 'export', FIRST, file);
    const whole = readFileSync(file, 'utf8');
    await call(sessions, 'delete', FIRST);
    const lines = whole.split('\n');
    const tar = Buffer.alloc(1024);
    tar.write('../../evil', 0);
    tar.write('ustar', 257);
    const cases: [string | Buffer, RegExp][] = [
      ['', /not a session/],
      ['{}', /not a session/],
      ['x'.repeat(100_000), /not a session/],
      ['['.repeat(200_000), /not a session/],
      [tar, /an archive/],
      [Buffer.from([0x1f, 0x8b, 8, 0]), /an archive/],
      [lines.slice(0, -2).join('\n'), /ends before its session does/],
      [lines.slice(0, 5).concat(lines.slice(6)).join('\n'), /changed or cut/],
      [whole.replace('payments-api', 'payments-xxx'), /changed or cut/],
      [whole.replace(`"id":"${FIRST}"`, '"id":"../../evil"'), /no session id/],
      [whole.replace('walkdown.session/1', 'walkdown.session/9'), /a newer walkdown/],
    ];
    for (const [content, words] of cases) {
      writeFileSync(file, content);
      expect(await call(sessions, 'import', file)).toMatchObject({ status: 2, err: expect.stringMatching(words) });
      expect(listSessions(join(home, 'sessions'))).toEqual([]);
    }
    expect(await call(sessions, 'import', home)).toMatchObject({ status: 2, err: expect.stringMatching(/not a file/) });
    expect(await call(sessions, 'import', join(home, 'nowhere'))).toMatchObject({
      err: expect.stringMatching(/no such file/),
    });
  });
});

describe('walkdown notes', () => {
  it('writes a format into a private file, or to standard output', async () => {
    store(FIRST);
    const file = join(home, 'notes.md');
    writeFileSync(file, 'older', { mode: 0o644 });
    expect(await call(notes, FIRST, '--output', file)).toMatchObject({ status: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^# ✖ `payments-api`/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse((await call(notes, FIRST, '--format', 'json')).out).schema).toBe('walkdown.report/1');
    expect(await call(notes, FIRST, '--format', 'pdf')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/--format takes one of md, slack/),
    });
    expect(await call(notes, FIRST, '--output', join(home, 'no', 'such'))).toMatchObject({ status: 2 });
    expect(await call(notes)).toMatchObject({ status: 2 });
  });

  it('warns of what was torn, and that the playbook has changed since', async () => {
    store(FIRST);
    writeFileSync(
      join(dirOf(FIRST), 'journal.jsonl'),
      `${readFileSync(join(dirOf(FIRST), 'journal.jsonl'), 'utf8')}{"v":1`,
    );
    const { err } = await call(notes, FIRST);
    expect(err).toMatch(/stopped in the middle/);
    expect(err).toMatch(/playbook fast-diagnosis has changed since/);
  });

  it('takes a time in several ways', () => {
    const end = '2026-11-23T02:41:17.000Z';
    expect(parseSince('02:40', end)).toBe('2026-11-23T02:40:00.000Z');
    expect(parseSince('23:59', end)).toBe('2026-11-22T23:59:00.000Z');
    expect(parseSince('90s', end)).toBe('2026-11-23T02:39:47.000Z');
    expect(parseSince('2026-11-23T01:00:00+01:00', end)).toBe('2026-11-23T00:00:00.000Z');
    for (const bad of ['', 'yesterday', '25:00', '12', '9999999h'])
      expect(() => parseSince(bad, end)).toThrow(/--since takes/);
  });

  it('gives the relief what happened since, first', async () => {
    store(FIRST);
    expect((await call(notes, FIRST, '--since', '1h')).out).toContain('## Since 2026-11-23 01:41:17 UTC');
  });
});

describe('expiry', () => {
  const now = new Date('2026-12-01T00:00:00Z');
  const one = (id: string, daysAgo: number, megabytes: number, more: Partial<SessionSummary> = {}): SessionSummary => ({
    id,
    dir: '',
    target: 'x',
    startedAt: new Date(now.getTime() - daysAgo * 86_400_000).toISOString(),
    finished: true,
    left: false,
    heldBy: null,
    bytes: megabytes * 1_000_000,
    operator: '',
    incident: null,
    ...more,
  });
  const all = [one('a', 0.5, 50), one('b', 5, 50), one('c', 40, 50), one('d', 100, 1, { heldBy: 'process 1' })];
  const gone = (days: number | null, megabytes: number | null): string[] =>
    expired(all, { days, megabytes }, now).map(({ id }) => id);

  it('lets go the old, then the oldest until the rest fits; never what is open or of today', () => {
    expect(expired(all, KEEP_ALL, now)).toEqual([]);
    expect(gone(30, null)).toEqual(['c']);
    expect(gone(null, 110)).toEqual(['c']);
    expect(gone(null, 60)).toEqual(['c', 'b']);
    expect(gone(1, 1)).toEqual(['b', 'c']);
  });

  it('reads what the configuration says, and removes nothing when it is not clear', async () => {
    expect(await parseKeepPolicy('sessions: { keepDays: 30 }', 'c')).toEqual({ days: 30, megabytes: null });
    expect(await parseKeepPolicy('debug: {}', 'c')).toEqual(KEEP_ALL);
    expect(await parseKeepPolicy('', 'c')).toEqual(KEEP_ALL);
    for (const bad of [
      'sessions: 3',
      'sessions: { keepDays: -1 }',
      'sessions: { keepDays: soon }',
      'sessions: { days: 3 }',
      'a: [',
      `sessions: &a [${'*a,'.repeat(200)}]`,
    ]) {
      await expect(parseKeepPolicy(bad, 'config.yaml')).rejects.toThrow(/^config\.yaml/);
    }
    store(FIRST);
    mkdirSync(join(home, 'config', 'walkdown'), { recursive: true });
    writeFileSync(join(home, 'config', 'walkdown', 'config.yaml'), 'sessions: { keepDays: -3 }');
    expect(await call(sessions)).toMatchObject({ status: 2 });
    expect(existsSync(dirOf(FIRST))).toBe(true);
    writeFileSync(join(home, 'config', 'walkdown', 'config.yaml'), 'sessions: { keepDays: 0.0001 }');
    const old = `20200101-000000-0000`;
    store(old);
    expect((await call(sessions)).err).toMatch(/old sessions? removed, as config\.yaml says/);
    expect(existsSync(dirOf(old))).toBe(false);
  });
});
