import { describe, expect, it, vi } from 'vitest';
import { clipboardText, copyToClipboard, osc52 } from '../../../src/terminal/clipboard.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('copyToClipboard', () => {
  it('sends OSC 52, and says so', async () => {
    const write = vi.fn();
    const result = await copyToClipboard('größe', { env: { TERM: 'xterm' }, write });
    expect(write).toHaveBeenCalledExactlyOnceWith(`\u001B]52;c;${base64('größe')}\u0007`);
    expect(result).toEqual({
      sent: true,
      via: 'osc52',
      words: "sent to the terminal's clipboard (OSC 52, 7 bytes)",
    });
  });

  it("uses tmux's own buffer inside tmux, also for more than a sequence holds", async () => {
    const write = vi.fn();
    const loadTmuxBuffer = vi.fn(async () => {});
    const text = 'x'.repeat(100_000);
    const result = await copyToClipboard(text, { env: { TMUX: '/tmp/tmux-0/default,1,0' }, write, loadTmuxBuffer });
    expect(loadTmuxBuffer).toHaveBeenCalledExactlyOnceWith(text);
    expect(write).not.toHaveBeenCalled();
    expect(result).toMatchObject({ sent: true, via: 'tmux' });
  });

  it('falls back to the sequence when tmux refuses, as one before 3.2 does', async () => {
    const write = vi.fn();
    const loadTmuxBuffer = () => Promise.reject(new Error('unknown flag -w'));
    const result = await copyToClipboard('x', { env: { TMUX: 'x' }, write, loadTmuxBuffer });
    expect(result.via).toBe('osc52');
    expect(write).toHaveBeenCalledOnce();
  });

  it('refuses what terminals would drop without a word', async () => {
    const write = vi.fn();
    const result = await copyToClipboard('x'.repeat(60_000), { env: {}, write });
    expect(result).toEqual({ sent: false, via: 'none', words: "too long for the terminal's clipboard (59 KiB)" });
    expect(write).not.toHaveBeenCalled();
  });

  it.each(['dumb', 'linux'])('does not litter a terminal without a clipboard: %s', async (TERM) => {
    const write = vi.fn();
    expect(await copyToClipboard('x', { env: { TERM }, write })).toMatchObject({ sent: false });
    expect(write).not.toHaveBeenCalled();
  });

  it('has nothing to send', async () => {
    expect(await copyToClipboard('\u0007', { env: {}, write: vi.fn() })).toMatchObject({ sent: false, via: 'none' });
  });
});

describe('clipboardText', () => {
  it('carries nothing that could press Enter behind a paste', () => {
    expect(clipboardText('a\u001B[201~\r\nrm\tb\r\u0000\u009B')).toBe('a[201~\nrm\tb\n');
  });
});

describe('osc52', () => {
  it('goes through GNU screen in pieces that it takes', () => {
    const wrapped = osc52('A'.repeat(2000), { STY: '123.pts-0' });
    const pieces = wrapped.split('\u001B\\').slice(0, -1);
    expect(pieces.every((piece) => piece.startsWith('\u001BP') && piece.length < 768)).toBe(true);
    expect(pieces.map((piece) => piece.slice(2)).join('')).toBe(`\u001B]52;c;${'A'.repeat(2000)}\u0007`);
  });
});
