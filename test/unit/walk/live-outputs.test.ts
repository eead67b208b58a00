import { describe, expect, it, vi } from 'vitest';
import { createRedactor } from '../../../src/session/redact.ts';
import { maskShown } from '../../../src/session/secretlint.ts';
import { LiveOutputs } from '../../../src/walk/live-outputs.ts';
import { LiveTail } from '../../../src/walk/live-tail.ts';

const KEY = { step: 'slow', subject: '', attempt: 1 };

function outputs(secrets: readonly string[] = []) {
  const redactor = createRedactor(Buffer.alloc(32, 7));
  redactor.learn(secrets);
  const live = new LiveOutputs((text) => maskShown(redactor, text));
  const take = live.begin(KEY);
  const print = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): void => take(stream, Buffer.from(text));
  const shown = async (): Promise<string> => {
    await vi.waitFor(() => {
      live.read('slow', '');
      if (live.read('slow', '') === null) throw new Error('nothing yet');
    });
    return (live.read('slow', '')?.lines ?? []).join('\n');
  };
  return { live, print, shown, redactor };
}

describe('the output of a running command', () => {
  it('is shown by whole lines: half a secret is not known for one', async () => {
    const { print, shown } = outputs();
    print('resolving\npassword=hun');
    expect(await shown()).toBe('resolving');
  });

  it('is masked, whatever chunks a secret comes in, and leaves the counts of the notes alone', async () => {
    const { print, shown, redactor } = outputs(['c0rrect-horse-battery']);
    print('first\nthe value is c0rrect-');
    print('a line of the other stream\n', 'stderr');
    print('horse-battery\npassword=hunter2hunter2\n');
    const text = await shown();
    expect(text).toMatch(/first\na line of the other stream\nthe value is ‹secret-\w+›\npassword=‹secret-\w+›/);
    expect(redactor.takeCounts()).toEqual({});
  });

  it('shows no line of a private key, begun long before and not ended yet', async () => {
    const { print, shown } = outputs();
    const body = Array.from({ length: 60 }, (_, index) => `MIIEow${String(index).padStart(2, '0')}`.padEnd(64, 'kQ7x'));
    print(`before\n-----BEGIN RSA PRIVATE KEY-----\n${body.join('\n')}\n`);
    expect(await shown()).not.toMatch(/kQ7x/);
  });

  it('shows no line of a key that the environment holds, of which the beginning is not printed', async () => {
    const lines = Array.from({ length: 6 }, (_, index) => `${index}AbC9zR4tLm`.repeat(5));
    const { print, shown } = outputs([lines.join('\n')]);
    print(`${lines[3]}\n${lines[4]}\nend\n`);
    expect(await shown()).toMatch(/^‹secret-\w+›\n‹secret-\w+›\nend$/);
  });

  it('is there while the command runs, and never without a mask', async () => {
    const { live, print, shown } = outputs();
    print('a\n');
    await shown();
    live.end(KEY);
    expect(live.read('slow', '')).toBeNull();
    const unmasked = new LiveOutputs(null);
    unmasked.begin(KEY)('stdout', Buffer.from('a\n'));
    expect(unmasked.read('slow', '')).toBeNull();
  });
});

describe('what is kept of it', () => {
  it('is the end of a flood, from a line’s beginning, in little memory', () => {
    const tail = new LiveTail();
    const chunk = Buffer.from(Array.from({ length: 2000 }, (_, index) => `line ${index} of a flood\n`).join(''));
    for (let count = 0; count < 1000; count++) tail.add('stdout', chunk);
    expect(tail.bytes).toBe(chunk.length * 1000);
    expect(tail.text().length).toBeLessThanOrEqual(64 * 1024);
    expect(tail.text()).toMatch(/^line \d+ of a flood\n/);
    expect(tail.text().endsWith('line 1999 of a flood\n')).toBe(true);
  });

  it('leaves out a line that does not end, and goes on after it', () => {
    const tail = new LiveTail();
    for (let count = 0; count < 100; count++) tail.add('stdout', Buffer.from('secret'.repeat(1000)));
    expect(tail.text()).toBe('');
    tail.add('stdout', Buffer.from('its end\nnext\n'));
    expect(tail.text()).toBe('[a line that is too long to be shown while it comes]\nnext\n');
  });

  it('takes a progress bar that only returns as lines', () => {
    const tail = new LiveTail();
    for (const share of [10, 20, 30]) tail.add('stderr', Buffer.from(`${share} % done\r`));
    expect(tail.text()).toBe('10 % done\r20 % done\r30 % done\r');
  });
});
