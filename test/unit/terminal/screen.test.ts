import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Screen } from '../../../src/terminal/screen.ts';

const ENTER = '<enter>';
const LEAVE = '<leave>';

afterEach(() => vi.useRealTimers());

class FakeProcess extends EventEmitter {
  readonly pid = 42;
  readonly kill = vi.fn();
}

function setUp(fullScreen = true) {
  const log: string[] = [];
  const output = Object.assign(new EventEmitter(), {
    write(text: string) {
      if (text.includes('\u001B[?1049h')) log.push(ENTER);
      else if (text.includes('\u001B[?1049l')) log.push(LEAVE);
      else log.push(text);
    },
  });
  const part = (name: string) => ({ start: () => log.push(`${name} on`), stop: () => log.push(`${name} off`) });
  const proc = new FakeProcess();
  const onClosed = vi.fn();
  const screen = new Screen({
    output,
    input: part('input'),
    painter: part('painter'),
    fullScreen,
    onClosed,
    process: proc,
  });
  const take = (): string[] => log.splice(0);
  return { screen, proc, output, onClosed, take };
}

const TAKEN = ['input on', ENTER, 'painter on'];
const GIVEN_BACK = ['painter off', LEAVE, 'input off'];

describe('Screen', () => {
  it('takes the terminal, raw mode first, and gives it back once', () => {
    const { screen, take } = setUp();
    screen.enter();
    screen.enter();
    expect(screen.isUp).toBe(true);
    expect(take()).toEqual(TAKEN);
    screen.leave(['notes: /tmp/notes.md']);
    screen.leave(['again']);
    expect(take()).toEqual([...GIVEN_BACK, 'notes: /tmp/notes.md\n']);
    expect(screen.isUp).toBe(false);
  });

  it('leaves its modes as they were found', () => {
    const written: string[] = [];
    const output = Object.assign(new EventEmitter(), { write: (text: string) => written.push(text) });
    const part = { start() {}, stop() {} };
    const screen = new Screen({ output, input: part, painter: part, fullScreen: true, process: new FakeProcess() });
    screen.enter();
    screen.leave();
    const modes = new Map<string, string>([
      ['2026', 'l'],
      ['25', 'h'],
      ['7', 'h'],
      ['2004', 'l'],
      ['1049', 'l'],
    ]);
    for (const [mode, last] of modes) {
      const sets = [...written.join('').matchAll(new RegExp(`\\u001B\\[\\?${mode}([hl])`, 'g'))];
      expect(sets.at(-1)?.[1], `mode ${mode}`).toBe(last);
    }
  });

  it('writes nothing but the last lines where there is no screen', () => {
    const { screen, take } = setUp(false);
    screen.enter();
    screen.leave(['bye']);
    expect(take()).toEqual(['input on', 'painter on', 'painter off', 'input off', 'bye\n']);
  });

  it('prints the last lines although it never had the screen', () => {
    const { screen, take, proc } = setUp();
    screen.leave(['no engine']);
    expect(take()).toEqual(['no engine\n']);
    expect(proc.eventNames()).toEqual([]);
  });

  it('stops the whole job on Ctrl-Z and draws again on fg', () => {
    vi.useFakeTimers();
    const { screen, proc, take } = setUp();
    screen.enter();
    take();
    proc.kill.mockImplementation(() => expect(proc.listenerCount('SIGTSTP')).toBe(0));
    screen.suspend();
    expect(take()).toEqual(GIVEN_BACK);
    expect(proc.kill).toHaveBeenCalledExactlyOnceWith(0, 'SIGTSTP');
    proc.emit('SIGCONT');
    expect(take()).toEqual(TAKEN);
    expect(proc.listenerCount('SIGTSTP')).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(take()).toEqual([]);
  });

  it('goes on when nobody can stop it', () => {
    vi.useFakeTimers();
    const { screen, take } = setUp();
    screen.enter();
    take();
    screen.suspend();
    take();
    vi.advanceTimersByTime(100);
    expect(take()).toEqual(TAKEN);
  });

  it('stops itself for a SIGTSTP from outside', () => {
    const { screen, proc, take } = setUp();
    screen.enter();
    take();
    proc.emit('SIGTSTP');
    expect(take()).toEqual(GIVEN_BACK);
    expect(proc.kill).toHaveBeenCalledExactlyOnceWith(42, 'SIGTSTP');
    proc.emit('SIGCONT');
    expect(screen.isUp).toBe(true);
  });

  it('takes the terminal again after a stop that it did not see coming', () => {
    const { screen, proc, take } = setUp();
    screen.enter();
    take();
    proc.emit('SIGCONT');
    expect(take()).toEqual(TAKEN);
  });

  it('lends the terminal and takes it back, also after a failure', async () => {
    const { screen, take } = setUp();
    screen.enter();
    take();
    await expect(
      screen.lend(async () => {
        expect(take()).toEqual(GIVEN_BACK);
        throw new Error('editor failed');
      }),
    ).rejects.toThrow('editor failed');
    expect(take()).toEqual(TAKEN);
  });

  it('does not come back from lending when it was ended meanwhile', async () => {
    const { screen, take } = setUp();
    screen.enter();
    await screen.lend(async () => screen.leave());
    take();
    screen.suspend();
    screen.enter();
    expect(take()).toEqual([]);
  });

  it('says when the terminal is gone, and survives writing to it', () => {
    const { screen, output, onClosed } = setUp();
    screen.enter();
    output.emit('error', new Error('write EIO'));
    expect(onClosed).toHaveBeenCalledOnce();
    output.write = () => {
      throw new Error('write EIO');
    };
    expect(() => screen.leave(['x'])).not.toThrow();
  });
});
