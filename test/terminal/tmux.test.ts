import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildFixture } from './build-fixture.ts';

const SOCKET = `walkdown-test-${process.pid}`;
const WAIT = { timeout: 10_000, interval: 30 };
let probe = '';

const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-L', SOCKET, '-f', '/dev/null', ...args], {
    encoding: 'utf8',
    env: { ...process.env, TMUX: undefined, LANG: 'C.UTF-8' },
  });

const screen = (): string => tmux('capture-pane', '-p', '-t', 'walk');
const waitFor = (text: string): Promise<void> => vi.waitFor(() => expect(screen()).toContain(text), WAIT);

beforeAll(() => {
  probe = buildFixture('probe');
  // One session stays, or the server ends between the tests.
  tmux('new-session', '-d', '-s', 'anchor', 'cat');
});
afterEach(() => spawnSync('tmux', ['-L', SOCKET, 'kill-session', '-t', 'walk']));
afterAll(() => spawnSync('tmux', ['-L', SOCKET, 'kill-server']));

async function start(): Promise<void> {
  tmux(
    'new-session',
    '-d',
    '-s',
    'walk',
    '-x',
    '80',
    '-y',
    '24',
    `env -u CI LANG=C.UTF-8 ${process.execPath} ${probe}`,
  );
  await waitFor('READY');
}

describe('in tmux', () => {
  it('picks the item that j went to, five times out of five', async () => {
    await start();
    for (let round = 1; round <= 5; round++) {
      tmux('send-keys', '-t', 'walk', 'Home', 'k', 'j', 'Enter', ';', 'send-keys', '-t', 'walk', 'j', 'Enter');
      await vi.waitFor(
        () =>
          expect(
            screen()
              .match(/picked:(.*)│/)?.[1]
              ?.trim()
              .split(' '),
          ).toHaveLength(2 * round),
        WAIT,
      );
    }
    expect(screen()).toContain('picked: alpha beta beta gamma gamma alpha alpha beta beta gamma');
  });

  it("copies into tmux's buffer", async () => {
    await start();
    tmux('send-keys', '-t', 'walk', 'y');
    await waitFor("in tmux's buffer");
    expect(tmux('show-buffer')).toBe('copied text');
  });

  it('takes a bracketed paste for one event', async () => {
    await start();
    tmux('set-buffer', 'y\nrm -rf /tmp/x\n');
    tmux('paste-buffer', '-p', '-t', 'walk');
    await waitFor('paste("y\\nrm -rf /tmp/x\\n")');
    expect(screen()).toMatch(/picked: +│/);
  });

  it('keeps the frame straight with wide characters', async () => {
    await start();
    await vi.waitFor(() => {
      const rows = screen().trimEnd().split('\n');
      expect(rows).toHaveLength(24);
      for (const row of rows) expect(row).toMatch(/^[╭│╰].*[╮│╯]$/);
    }, WAIT);
  });
});
