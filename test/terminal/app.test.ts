import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../lab/wait.ts';
import { buildApp } from './build-app.ts';
import { Pty, type PtyOptions } from './pty.ts';

let program = '';
let pty: Pty;
let directory = '';

beforeAll(async () => {
  program = await buildApp();
});
afterAll(() => rmSync(dirname(program), { recursive: true, force: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'walkdown-app-'));
});
afterEach(() => {
  pty.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const log = (): string => join(directory, 'log');
const calls = (): string[] => readFileSync(log(), 'utf8').trim().split('\n');

async function start(story = 'plain', options: PtyOptions = {}): Promise<void> {
  pty = new Pty(process.execPath, [program], {
    ...options,
    env: { FAKE_APP: story, FAKE_LOG: log(), ...options.env },
  });
  await pty.waitFor(/payments-api|practise/);
}

/** In a shell with job control, which has shown something before. */
async function startInShell(story = 'plain'): Promise<void> {
  pty = new Pty('bash', ['--noprofile', '--norc', '-i'], {
    env: { PS1: '($?) shell> ', FAKE_APP: story, FAKE_LOG: log() },
  });
  await pty.waitFor('shell>');
  pty.write('echo "earlier ""output"\r');
  await pty.waitFor('earlier output');
  pty.write(`node ${program}\r`);
  await pty.waitFor('payments-api');
}

async function toTheFault(): Promise<void> {
  pty.write('\r');
  await pty.waitFor('What do you see?');
  pty.write('\r');
  await pty.waitFor('It will talk to');
  // A person's pace: Enters that follow one another like a held key's allow nothing (handle-key.ts).
  await sleep(250);
  pty.write('\r');
  await pty.waitFor('TLS-004');
  await pty.waitFor('Next: Proxy');
}

describe('the program in a real terminal', () => {
  it('walks from the list to the notes with Enter alone', async () => {
    await startInShell();
    await toTheFault();
    pty.write('\r');
    await pty.waitFor('Was anything changed by hand');
    pty.write('\r');
    await pty.waitFor('Root cause, confirmed');
    // What is pressed as the last screen comes was meant for the step before; whoever has read it presses again.
    await until('the shell', async () => {
      if (pty.isAlternate) pty.write('\r');
      await sleep(100);
      return !pty.isAlternate;
    });
    await pty.waitFor(/notes are in .*\.md[\s\S]*\(1\) shell>/);
    expect(pty.text()).toContain('earlier output');
    expect(calls()).toContain('finish complete');
  });

  it('takes j and Enter in one chunk for the second choice, every time', async () => {
    await start();
    for (let round = 0; round < 3; round++) {
      pty.write('\r');
      await pty.waitFor('What do you see?');
      pty.write('j\r');
      await pty.waitFor('It will talk to');
      pty.write('\u001B');
      await pty.waitFor('What do you see?');
      pty.write('\u001B');
      await pty.waitFor('Type to filter');
    }
    pty.write('\u0003');
    await pty.waitForExit();
    expect(calls().filter((call) => call.startsWith('symptom'))).toEqual(Array(3).fill('symptom unknown'));
  });

  it('takes an arrow whose halves come apart for an arrow', async () => {
    await start();
    pty.write('\r');
    await pty.waitFor('What do you see?');
    pty.write('\u001B');
    await sleep(8);
    pty.write('[B\r');
    await pty.waitFor('It will talk to');
    pty.write('q');
    await pty.waitForExit();
    expect(calls()[0]).toBe('symptom unknown');
  });

  it('chooses nothing by a digit, and goes on where the cursor is', async () => {
    await start('plain');
    pty.write('\r');
    await pty.waitFor('What do you see?');
    pty.write('2');
    pty.write('j');
    await pty.waitFor('▸ Not sure');
    expect(pty.text()).toContain('What do you see?');
  });

  it('filters as you type, and a paste opens nothing', async () => {
    await start('many');
    pty.write('worker-29');
    await pty.waitFor('▸ ✔ worker-29');
    await pty.waitFor('111 of 3003');
    pty.write('\u001B[200~99\r\u001B[201~');
    await pty.waitFor('worker-2999');
    await pty.waitFor('1 of 3003');
    pty.write('\u001B');
    await pty.waitFor('Type to filter (3003)');
  });

  it('matches a pasted error on the symptom screen', async () => {
    await start();
    pty.write('\r');
    await pty.waitFor('What do you see?');
    pty.write('\u001B[200~dial tcp: lookup api: no such host\nexit\n\u001B[201~');
    await pty.waitFor('▸ Names are not resolved');
    pty.write('\r');
    await pty.waitFor('It will talk to');
  });

  it('keeps a pasted answer from answering anything', async () => {
    await start();
    await toTheFault();
    pty.write('\u001B[200~q\ry\r\u001B[201~');
    pty.write('h');
    await pty.waitFor('tls-certificate-expired');
    expect(pty.exitStatus).toBeUndefined();
  });

  it('follows every resize, folds and unfolds, without ghosts', async () => {
    await start();
    await toTheFault();
    for (const [columns, rows] of [
      [60, 15],
      [200, 60],
      [40, 10],
      [100, 30],
      [80, 24],
    ] as const) {
      pty.resize(columns, rows);
      await pty.waitFor((screen) => {
        if (columns < 60) return screen.includes('too small');
        const lines = screen.split('\n');
        const rule = lines[rows - (rows >= 24 ? 3 : 2)] ?? '';
        return screen.includes('TLS-004') && rule.startsWith('─') && screen.split('payments-api  ').length === 2;
      });
    }
  });

  it('goes to the shell on Ctrl-Z and comes back on fg, at the new size', async () => {
    await startInShell();
    await toTheFault();
    pty.write('\u001A');
    await pty.waitFor('Stopped');
    expect(pty.text()).toContain('earlier output');
    pty.resize(60, 15);
    pty.write('fg\r');
    await pty.waitFor('TLS-004');
    await pty.waitFor((screen) => screen.split('\n').every((line) => line.length <= 60));
    pty.write('h');
    await pty.waitFor('tls-certificate-expired');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)(
    'on kill -%s gives the terminal back, ends the walk and says where the notes are',
    async (signal, status) => {
      await startInShell();
      await toTheFault();
      const pid = Number(execFileSync('pgrep', ['-P', String(pty.pid), '-n', 'node'], { encoding: 'utf8' }).trim());
      process.kill(pid, signal);
      await pty.waitFor(`(${status}) shell>`);
      expect(pty.isAlternate).toBe(false);
      expect(pty.text()).toContain('earlier output');
      expect(pty.text()).toContain('the notes are in /state/walkdown/fake/notes.md');
    },
  );

  it('asks before it leaves a running step; Ctrl-C ends the step, and twice leaves', async () => {
    await start('slow');
    pty.write('\r');
    await pty.waitFor('What do you see?');
    pty.write('\r');
    await pty.waitFor('It will talk to');
    await sleep(250);
    pty.write('\r');
    await pty.waitFor(/running 1 s of at most 10 s, c cancels it/);
    pty.write('q');
    await pty.waitFor('A step is running: musl or glibc. Leave all the same?');
    pty.write('\u001B');
    await pty.waitFor('c cancels it');
    pty.write('\u0003');
    await pty.waitFor('Ctrl-C again leaves');
    await pty.waitFor('it was cancelled');
    pty.write('\u0003');
    expect(await pty.waitForExit()).toBe(0);
    expect(calls()).toContain('finish left');
  });

  it('prints the update again below what the shell had shown', async () => {
    await startInShell();
    await toTheFault();
    pty.write('u');
    await pty.waitFor('Update for the incident channel');
    await pty.waitFor('OSC 52');
    pty.write('\u001B');
    await pty.waitFor('TLS-004');
    pty.write('q');
    await pty.waitFor(/Since: 02:11 UTC[\s\S]*the notes are in[\s\S]*\(1\) shell>/);
  });

  it('offers the recorded incidents where there is no engine', async () => {
    await start('no-engine');
    expect(pty.text()).toContain('No Docker Engine answers at unix:///var/run/docker.sock.');
    expect(pty.text()).toContain('the certificate nobody renewed');
    pty.write('\r');
    await pty.waitFor('What do you see?');
    await pty.waitFor('recording');
    pty.write('\r');
    // Nothing of ours is made for a recording: nothing is asked.
    await pty.waitFor('TLS-004');
    expect(pty.text()).toContain('recording');
  });

  it.each([
    ['a dumb terminal', { TERM: 'dumb' }],
    ['a screen reader', { INK_SCREEN_READER: 'true', NO_COLOR: '1' }],
  ])('walks on %s in lines, without an escape sequence and without ticking', async (_which, env) => {
    await start('plain', { env });
    pty.write('\r');
    await pty.waitFor('What do you see?');
    pty.write('\r');
    await pty.waitFor('It will talk to');
    await sleep(250);
    pty.write('\r');
    await pty.waitFor('TLS-004');
    await pty.waitFor('Next: Proxy');
    const before = pty.output.length;
    await sleep(400);
    expect(pty.output.length).toBe(before);
    pty.write('q');
    expect(await pty.waitForExit()).toBe(1);
    expect(pty.output).toContain('the notes are in');
    expect(pty.output).not.toContain('\u001B');
  });

  it('is legible in ASCII and without colours', async () => {
    await start('plain', { env: { LANG: 'C', NO_COLOR: '1' } });
    await toTheFault();
    expect(pty.text()).toMatch(/^[\u0020-\u007E\n]*$/);
    expect(pty.text()).toContain('> x TLS chain');
    expect(pty.output.replaceAll('\u001B[0m', '')).not.toMatch(/\u001B\[[\d;]+m/);
  });

  it('says what to do instead where there is no terminal, without an escape code', () => {
    pty = new Pty('true', []);
    let said = '';
    try {
      execFileSync(process.execPath, [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      said = String((error as { stderr: string }).stderr);
    }
    expect(said).toContain('this is not a terminal; use: walkdown run TARGET');
    expect(said).not.toContain('\u001B');
    expect(existsSync(log())).toBe(false);
  });

  it('survives the connection: the walk is ended and its notes are written', async () => {
    await startInShell();
    await toTheFault();
    pty.hangUp();
    await vi.waitFor(() => expect(existsSync(log()) && calls()).toContain('finish interrupted'), { timeout: 10_000 });
  });
});
