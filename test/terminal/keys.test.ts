import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildFixture } from './build-fixture.ts';
import { Pty, type PtyOptions } from './pty.ts';

let probe = '';
let pty: Pty;

beforeAll(() => {
  probe = buildFixture('probe');
});
afterEach(() => pty.dispose());

async function start(options: PtyOptions = {}): Promise<void> {
  pty = new Pty(process.execPath, [probe], options);
  await pty.waitFor('READY');
}

describe.each([
  ['a frame for every change', '1'],
  ['at most 60 frames a second', '0'],
])('keys in a real terminal, Ink drawing %s', (_how, PROBE_DEBUG) => {
  it('picks the item that j went to when j and Enter come in one chunk, every time', async () => {
    await start({ env: { PROBE_DEBUG } });
    const expected: string[] = [];
    for (const [keys, picked] of [
      ['j\r', 'beta'],
      ['j\r', 'gamma'],
      ['k\r', 'beta'],
      ['kj\r', 'beta'],
      ['kjj\r', 'gamma'],
      ['\u001B[A\u001B[A\r', 'alpha'],
    ] as const) {
      pty.write(keys);
      expected.push(picked);
      await pty.waitFor(`picked: ${expected.join(' ')} `.trimEnd());
    }
    expect(pty.text()).toMatch(/picked: beta gamma beta beta gamma alpha +│/);
  });

  it('picks the right item when j and Enter come in two quick writes', async () => {
    await start({ env: { PROBE_DEBUG } });
    pty.write('j');
    pty.write('\r');
    await pty.waitFor('picked: beta');
  });
});

describe('keys in a real terminal', () => {
  it('takes an arrow whose halves come apart for an arrow', async () => {
    await start();
    pty.write('\u001B');
    await sleep(8);
    pty.write('[B');
    pty.write('\r');
    await pty.waitFor('picked: beta');
    expect(pty.text()).toContain('keys: down enter');
  });

  it('waits twice as long over ssh', async () => {
    await start({ env: { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' } });
    pty.write('\u001B');
    await sleep(60);
    pty.write('[B');
    await pty.waitFor('keys: down');
  });

  it('takes a lone Escape for Escape', async () => {
    await start();
    pty.write('\u001B');
    await pty.waitFor('keys: escape');
    pty.write('j\r');
    await pty.waitFor('picked: beta');
  });

  it('asks for bracketed paste, and presses no Enter out of one', async () => {
    await start();
    expect(pty.modes.bracketedPasteMode).toBe(true);
    pty.write('\u001B[200~j\r\u001B[201~');
    await pty.waitFor('paste("j\\n")');
    pty.write('\r');
    await pty.waitFor('picked: alpha');
  });

  it('lets no unknown sequence through as text', async () => {
    await start();
    pty.write('\u001B[<0;5;5M\u001B[?62;22c\u001B]11;rgb:0/0/0\u0007\u001BP>|x\u001B\\\u001B[99;9xj\r');
    await pty.waitFor('picked: beta');
    expect(pty.text()).toContain('keys: j enter');
  });

  it('reads letters beyond ASCII and Backspace', async () => {
    await start();
    pty.write('é日\u007F\b\u001B[3~');
    await pty.waitFor('keys: é 日 backspace backspace delete');
  });

  it('stays at the keyboard through a flood of keys', async () => {
    await start();
    pty.write('j'.repeat(3000));
    pty.write('\u0003');
    expect(await pty.waitForExit()).toBe(130);
  });
});
