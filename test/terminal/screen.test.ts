import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildFixture } from './build-fixture.ts';
import { Pty, type PtyOptions } from './pty.ts';

let probe = '';
let pty: Pty;
let directory = '';

beforeAll(() => {
  probe = buildFixture('probe');
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'walkdown-screen-'));
});
afterEach(() => {
  pty.dispose();
  rmSync(directory, { recursive: true, force: true });
});

/** A shell with job control, which has shown something before the program starts. */
async function startInShell(options: PtyOptions = {}, prelude = ''): Promise<void> {
  pty = new Pty('bash', ['--noprofile', '--norc', '-i'], {
    ...options,
    env: { PS1: '($?) shell> ', PROBE_LOG: log(), ...options.env },
  });
  await pty.waitFor('shell>');
  pty.write(`${prelude}echo "earlier ""output"\r`);
  await pty.waitFor('earlier output');
  pty.write(`node ${probe}\r`);
  await pty.waitFor('READY');
}

const log = (): string => join(directory, 'log');

/** The process of the program itself, asked from the shell's point of view. */
function programPid(): number {
  return Number(execFileSync('pgrep', ['-P', String(pty.pid), '-n', 'node'], { encoding: 'utf8' }).trim());
}

async function expectShellRestored(): Promise<void> {
  expect(pty.isAlternate).toBe(false);
  expect(pty.text()).toContain('earlier output');
  expect(pty.text()).not.toContain('READY');
  expect(pty.modes.wraparoundMode).toBe(true);
  expect(pty.output.lastIndexOf('\u001B[?25h')).toBeGreaterThan(pty.output.lastIndexOf('\u001B[?25l'));
  pty.write('stty -a | tr " ;" "\\n\\n" | grep -xE -- "-?(icanon|echo|isig)" | tr "\\n" " "\r');
  await pty.waitFor(/\nisig icanon echo/);
}

describe('the screen in a real terminal', () => {
  it('is given back on q, with the last line below what was there', async () => {
    await startInShell();
    expect(pty.isAlternate).toBe(true);
    expect(pty.text()).not.toContain('earlier output');
    pty.write('q');
    await pty.waitFor(/\.md[\s\S]*\(0\) shell>$/);
    expect(pty.text()).toMatch(/earlier output[\s\S]*notes are in notes\.md[\s\S]*\(0\) shell>/);
    await expectShellRestored();
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('is given back on kill -%s, and the clean-up runs', async (signal, status) => {
    await startInShell();
    process.kill(programPid(), signal);
    await pty.waitFor(`(${status}) shell>`);
    expect(pty.text()).toContain('notes are in notes.md');
    expect(readFileSync(log(), 'utf8')).toBe('finished\n');
    await expectShellRestored();
  });

  it('is given back after a crash, with the message where it can be read', async () => {
    await startInShell();
    pty.write('X');
    await pty.waitFor('(70) shell>');
    expect(pty.text()).toContain('crashed: Error: boom');
    await expectShellRestored();
  });

  it('is given back when something calls process.exit', async () => {
    await startInShell();
    pty.write('E');
    await pty.waitFor('(3) shell>');
    expect(pty.text()).toContain('notes are in notes.md');
    await expectShellRestored();
  });

  it('cleans up when the terminal goes away', async () => {
    await startInShell();
    pty.hangUp();
    await vi.waitFor(() => expect(existsSync(log()) && readFileSync(log(), 'utf8')).toBe('finished\n'), {
      timeout: 10_000,
    });
  });

  it('goes to the shell on Ctrl-Z and comes back on fg, keys and all, at the new size', async () => {
    await startInShell();
    pty.write('j');
    await pty.waitFor('keys: j');
    pty.write('\u001A');
    await pty.waitFor('Stopped');
    expect(pty.isAlternate).toBe(false);
    expect(pty.text()).toContain('earlier output');
    pty.write('echo "in the ""shell"\r');
    await pty.waitFor('in the shell');
    pty.resize(60, 15);
    pty.write('fg\r');
    await pty.waitFor('READY 60x15');
    expect(pty.isAlternate).toBe(true);
    expect(pty.modes.bracketedPasteMode).toBe(true);
    pty.write('j\r');
    await pty.waitFor('picked: gamma');
    pty.write('q');
    await pty.waitFor(/\.md[\s\S]*\(0\) shell>$/);
    await expectShellRestored();
  });

  it('survives several rounds of Ctrl-Z', async () => {
    await startInShell();
    for (let round = 1; round <= 3; round++) {
      pty.write('\u001A');
      await pty.waitFor(() => !pty.isAlternate && pty.text().endsWith('shell>'));
      pty.write('fg\r');
      await pty.waitFor(new RegExp(`keys:( ctrl-z){${round}} `));
    }
    pty.write('j\r');
    await pty.waitFor('picked: beta');
  });

  it('comes back after kill -STOP, which it cannot see coming', async () => {
    await startInShell();
    process.kill(programPid(), 'SIGSTOP');
    await pty.waitFor('Stopped');
    pty.write('fg\r');
    await pty.waitFor('READY');
    await pty.waitFor((text) => !text.includes('Stopped'));
    pty.write('j\r');
    await pty.waitFor('picked: beta');
    pty.write('q');
    await pty.waitFor(/\.md[\s\S]*\(0\) shell>$/);
    await expectShellRestored();
  });

  it('does not stop on Ctrl-Z where no shell could continue it', async () => {
    pty = new Pty(process.execPath, [probe]);
    await pty.waitFor('READY');
    pty.write('\u001A');
    await pty.waitFor('keys: ctrl-z');
    pty.write('j\r');
    await pty.waitFor('picked: beta');
  });

  it('lends the terminal to another program and takes it back', async () => {
    await startInShell();
    pty.write('L');
    await pty.waitFor('the shell has it:');
    expect(pty.isAlternate).toBe(false);
    pty.write('hello\r');
    await pty.waitFor('note: back');
    expect(pty.isAlternate).toBe(true);
    pty.write('q');
    await pty.waitFor(/\.md[\s\S]*\(0\) shell>$/);
    expect(pty.text()).toContain('read hello');
    await expectShellRestored();
  });

  it('draws a whole frame on a terminal that says its size is 0 × 0', async () => {
    await startInShell({}, 'stty cols 0 rows 0; ');
    await pty.waitFor('READY 80x24 ✔ 日本');
    await pty.waitFor((text) => text.split('\n').length === 24);
  });

  it('is not blank where CI is set', async () => {
    await startInShell({ env: { CI: 'true', CONTINUOUS_INTEGRATION: '1' } });
    await pty.waitFor('alpha');
  });

  it('follows every resize, without ghosts', async () => {
    await startInShell();
    for (const [columns, rows] of [
      [100, 20],
      [60, 12],
      [90, 18],
      [60, 15],
      [200, 60],
    ] as const) {
      pty.resize(columns, rows);
      await pty.waitFor(`READY ${columns}x${rows}`);
      await pty.waitFor((text) => text.split('\n').length === rows && text.split('READY').length === 2);
      expect(
        pty
          .text()
          .split('\n')
          .every((row) => /^[╭│╰]/.test(row)),
      ).toBe(true);
    }
    pty.write('q');
    await pty.waitFor(/\.md[\s\S]*\(0\) shell>$/);
    await expectShellRestored();
  });

  it('writes one row for one changed row, and never clears', async () => {
    await startInShell();
    await pty.waitFor((text) => text.endsWith('╯'));
    const before = pty.output.length;
    pty.write('x');
    await pty.waitFor('keys: x');
    const written = pty.output.slice(before);
    expect(written).not.toMatch(/\u001B\[[23]?J/);
    expect(written).not.toContain('READY');
    expect(Buffer.byteLength(written)).toBeLessThan(300);
  });

  it.each([
    ['a dumb terminal', { TERM: 'dumb' }],
    ['a screen reader', { INK_SCREEN_READER: 'true', NO_COLOR: '1' }],
  ])('writes no escape sequence to %s', async (_which, env) => {
    pty = new Pty(process.execPath, [probe], { env });
    await pty.waitFor('READY');
    pty.write('j\r');
    await pty.waitFor('picked: beta');
    pty.write('q');
    expect(await pty.waitForExit()).toBe(0);
    expect(pty.output).toContain('notes are in notes.md');
    expect(pty.output).not.toContain('\u001B');
  });
});
