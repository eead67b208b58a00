import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writePrivate } from '../../../src/commands/notes.ts';
import { NOTES_FORMATS, renderReport } from '../../../src/notes/render.ts';
import { bundledDir } from '../../../src/playbook/places.ts';
import type { NewEvent } from '../../../src/session/events.ts';
import { openJournal } from '../../../src/session/journal.ts';
import { createRedactor, maskEvent, redactObserved, secretValues } from '../../../src/session/redact.ts';
import { redactionKey } from '../../../src/session/redaction-key.ts';
import { redactObservedDeep } from '../../../src/session/secretlint.ts';
import { openStored } from '../../../src/walk/stored-walk.ts';
import { evidence, START, sampleEvents, step } from '../notes/sample.ts';

interface Case {
  id: string;
  text: string;
  secret: string | string[];
}

const CASES = parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/redaction/must-mask.yaml'), 'utf8'),
) as Case[];
const ENVIRONMENT = [
  'SESSION_SECRET=Env-planted-9aX',
  'DATABASE_URL=postgres://app:Url-planted-8bY@db:5432/x',
  'DEBUG=1',
];
const FROM_ENVIRONMENT = ['Env-planted-9aX', 'Url-planted-8bY'];
const ID = '20261123-024117-beef';

let home: string;
let session: string;
const environment = () => ({ WALKDOWN_HOME: home });

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
}

/** A walk in which every secret turns up everywhere that text from outside goes. */
async function walkWithSecrets(): Promise<void> {
  const redactor = createRedactor(redactionKey(environment()));
  redactor.learn(secretValues(ENVIRONMENT));
  const journal = openJournal(session, ID, 0, { mask: (event) => maskEvent(redactor, event) });
  const began = { ...START, session: { ...(START as { session: object }).session, id: ID } } as NewEvent;
  for (const event of [began, ...sampleEvents().slice(1, -1)]) journal.append(event);
  const base64 = Buffer.from(FROM_ENVIRONMENT[0] ?? '').toString('base64');
  const texts = [...CASES.map((one) => one.text), ...FROM_ENVIRONMENT.map((one) => `seen ${one} here`), `as ${base64}`];
  for (const [index, text] of texts.entries()) {
    const large = `${text}\n${'filler line of an output\n'.repeat(1000)}${text}`;
    const [start, observed, judged] = step('log', 'suspect', 'LOG-001', text, {
      attempt: index + 1,
      facts: { topLine: text },
    });
    if (observed?.type !== 'step.observed' || start === undefined || judged?.type !== 'step.judged')
      throw new Error('no step');
    const raw = [
      evidence({
        stdout: large,
        stderr: text,
        byHand: text,
        what: text,
        argv: ['sh', '-c', text],
        data: { lines: [text] },
      }),
    ];
    const { evidence: masked, facts, rules } = await redactObservedDeep(redactor, raw, observed.facts);
    journal.append(start);
    journal.append({ ...observed, evidence: masked, facts, unseen: { reason: text, toCheckIt: text, why: 'unseen' } });
    journal.append(judged);
    for (const [rule, count] of Object.entries(rules)) journal.append({ type: 'redaction.applied', rule, count });
    journal.append({ type: 'note.added', text, operator: 'alice' });
    journal.append({ type: 'decision.taken', advised: 'log', chosen: 'disk', reason: text });
    journal.append({ type: 'step.skipped', step: 'disk', subject: '', attempt: index + 1, reason: text });
  }
  journal.append({ type: 'session.finished', reason: 'complete' });
  expect(journal.trouble).toBeNull();
  journal.close();
}

describe('a planted secret of each kind', () => {
  beforeAll(async () => {
    home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'walkdown-planted-'));
    session = join(home, 'sessions', ID);
    await walkWithSecrets();
    const { report, state } = await openStored(session, { bundled: bundledDir(), team: [], cwd: home });
    for (const format of NOTES_FORMATS) {
      await writePrivate(join(session, `notes.${format}`), await renderReport(format, report, state));
    }
  }, 60_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('is in no file that a walk writes: journal, outputs, notes in every format', () => {
    const files = filesUnder(home);
    expect(files.length).toBeGreaterThan(NOTES_FORMATS.length + 50);
    const found: string[] = [];
    const secrets = [
      ...CASES.flatMap(({ id, secret }) => [secret].flat().map((one) => ({ id, one }))),
      ...FROM_ENVIRONMENT.map((one) => ({ id: 'environment', one })),
    ];
    for (const file of files) {
      const content = readFileSync(file, 'latin1');
      for (const { id, one } of secrets) {
        const writings = [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)].map((text) =>
          Buffer.from(text).toString('latin1'),
        );
        if (writings.some((text) => content.includes(text))) found.push(`${id} in ${file.slice(home.length)}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('leaves files that only their owner reads', () => {
    for (const file of filesUnder(home)) expect(statSync(file).mode & 0o777, file).toBe(0o600);
    for (const one of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (one.isDirectory()) expect(statSync(join(one.parentPath, one.name)).mode & 0o777).toBe(0o700);
    }
  });

  it('is the same placeholder wherever it turns up, and another for another key', () => {
    const one = createRedactor(Buffer.alloc(32, 1));
    const two = createRedactor(Buffer.alloc(32, 2));
    const url = 'postgres://app:S3cret!pw@db/x';
    one.learn(['S3cret!pw']);
    const [, first] = /(‹secret-[0-9a-f]{8}›)/.exec(one.text(url)) ?? [];
    expect(one.text('password=S3cret!pw')).toBe(`password=${first}`);
    expect(one.text(`in base64 ${Buffer.from('S3cret!pw').toString('base64')}`)).toBe(`in base64 ${first}`);
    expect(one.text('DB=postgres%3A%2F%2Fapp%3AS3cret!pw%40db')).toContain(first);
    expect(one.json({ db_password: 'S3cret!pw', port: 5432 })).toEqual({ db_password: first, port: 5432 });
    expect(two.text(url)).not.toContain(first);
  });

  it('masks a command line word by word, and leaves a container’s user alone', () => {
    const redactor = createRedactor(Buffer.alloc(32, 1));
    expect(redactor.argv(['tool', '--password', 'hunter22', '--user', '65534:65534'])).toEqual([
      'tool',
      '--password',
      expect.stringMatching(/^‹secret-/),
      '--user',
      '65534:65534',
    ]);
    expect(redactor.argv(['curl', '-u', 'bob:Pw12345', 'https://x'])[2]).toMatch(/^bob:‹secret-/);
  });

  it('masking what is masked changes nothing', () => {
    const redactor = createRedactor(Buffer.alloc(32, 1));
    for (const { text } of CASES) {
      const once = redactor.text(text);
      expect(redactor.text(once)).toBe(once);
    }
  });

  it('cuts values that are nested too deeply to be read back', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`);
    const masked = JSON.stringify(createRedactor(Buffer.alloc(32, 1)).json({ deep }));
    expect(masked).toContain('[nested too deeply]');
    expect(masked.length).toBeLessThan(200);
  });

  it('counts what was masked, by rule', () => {
    const redactor = createRedactor(Buffer.alloc(32, 1));
    const raw = [
      evidence({ stdout: 'password=abc12345\nAuthorization: Bearer abc123def456ghi789', argv: [], byHand: '' }),
    ];
    expect(redactObserved(redactor, raw, {}).rules).toEqual({ 'named-value': 1, authorization: 1 });
  });
});
