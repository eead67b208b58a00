import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { Key } from '../../../src/terminal/key.ts';
import { KeyFeed } from '../../../src/terminal/key-feed.ts';
import { eventually } from '../../lab/wait.ts';

class FakeTty extends EventEmitter {
  readonly isTTY = true;
  readonly calls: string[] = [];
  setRawMode(enabled: boolean): void {
    this.calls.push(enabled ? 'raw' : 'cooked');
  }
  resume(): void {
    this.calls.push('resume');
  }
  pause(): void {
    this.calls.push('pause');
  }
  ref(): void {
    this.calls.push('ref');
  }
  unref(): void {
    this.calls.push('unref');
  }
}

function setUp(handler?: (key: Key, feed: KeyFeed) => 'taken' | 'wait') {
  const stdin = new FakeTty();
  const keys: string[] = [];
  const turns: (() => void)[] = [];
  const onClosed = vi.fn();
  const feed = new KeyFeed({ stdin, onClosed, nextTurn: (run) => turns.push(run) });
  feed.setHandler((key) => {
    keys.push(key.char || key.name);
    return handler?.(key, feed) ?? 'wait';
  });
  const turn = (count: number): void => {
    for (let at = 0; at < count; at++) for (const run of turns.splice(0)) run();
  };
  return { stdin, feed, keys, turn, onClosed };
}

describe('KeyFeed', () => {
  it('hands on the first key at once and each further one turns later', () => {
    const { stdin, feed, keys, turn } = setUp();
    feed.start();
    stdin.emit('data', Buffer.from('jk\r'));
    expect(keys).toEqual(['j']);
    turn(2);
    expect(keys).toEqual(['j']);
    turn(1);
    expect(keys).toEqual(['j', 'k']);
    turn(3);
    expect(keys).toEqual(['j', 'k', 'enter']);
  });

  it('hands on at once what the state takes in at once', () => {
    const { stdin, feed, keys } = setUp(() => 'taken');
    feed.start();
    stdin.emit('data', Buffer.from('j'.repeat(5000)));
    expect(keys).toHaveLength(5000);
  });

  it('lets Ctrl-C overtake what is waiting', () => {
    const { stdin, feed, keys, turn } = setUp();
    feed.start();
    stdin.emit('data', Buffer.from(`${'j'.repeat(1000)}\u0003`));
    turn(3);
    expect(keys).toEqual(['j', 'c']);
  });

  it('lets what a key opened appear before Ink gets the next', async () => {
    let opened = 0;
    const { stdin, feed, turn } = setUp((key, self) => {
      if (key.char === 'o') return 'taken';
      self.forward(key);
      return 'taken';
    });
    const seen: number[] = [];
    feed.inkStdin.on('data', () => seen.push(opened));
    feed.start();
    stdin.emit('data', Buffer.from('o\r'));
    turn(2);
    opened = 1;
    turn(10);
    await eventually(() => expect(seen).toEqual([1]));
  });

  it('gives Ink only what is forwarded, one key a turn', () => {
    const seen: string[] = [];
    const { stdin, feed, turn } = setUp((key, self) => {
      if (key.name !== 'char') self.forward(key);
      return 'wait';
    });
    feed.inkStdin.setEncoding('utf8');
    feed.inkStdin.on('data', (text) => seen.push(String(text)));
    feed.start();
    stdin.emit('data', Buffer.from('a\u001B[Ab\r'));
    turn(20);
    return eventually(() => expect(seen).toEqual(['\u001B[A', '\r']));
  });

  it('leaves the real raw mode alone when Ink switches its own', () => {
    const { stdin, feed } = setUp();
    feed.start();
    feed.inkStdin.setRawMode(true);
    feed.inkStdin.setRawMode(false);
    expect(stdin.calls.filter((call) => call === 'cooked')).toEqual([]);
  });

  it('refuses what is no terminal', () => {
    const stdin = Object.assign(new FakeTty(), { isTTY: false });
    expect(() => new KeyFeed({ stdin }).start()).toThrow('not a terminal');
  });

  it('stops and starts again, as for Ctrl-Z, without an old half sequence', () => {
    const { stdin, feed, keys, turn } = setUp();
    feed.start();
    stdin.emit('data', Buffer.from('\u001B['));
    feed.stop();
    expect(stdin.listenerCount('data')).toBe(0);
    expect(stdin.calls.slice(-3)).toEqual(['pause', 'cooked', 'unref']);
    feed.start();
    stdin.emit('data', Buffer.from('A'));
    turn(3);
    expect(keys).toEqual(['A']);
    expect(stdin.listenerCount('error')).toBe(1);
  });

  it('puts raw mode back when started while it reads', () => {
    const { stdin, feed } = setUp();
    feed.start();
    stdin.calls.length = 0;
    feed.start();
    expect(stdin.calls).toEqual(['cooked', 'raw']);
    expect(stdin.listenerCount('data')).toBe(1);
  });

  it('forgets keys that were waiting when it is stopped', () => {
    const { stdin, feed, keys, turn } = setUp((_key, self) => {
      self.stop();
      return 'taken';
    });
    feed.start();
    stdin.emit('data', Buffer.from('qyyy\r'));
    turn(50);
    expect(keys).toEqual(['q']);
  });

  it('says when the terminal is gone, once', () => {
    const { stdin, feed, onClosed } = setUp();
    feed.start();
    stdin.emit('error', Object.assign(new Error('read EIO'), { code: 'EIO' }));
    stdin.emit('error', new Error('again'));
    stdin.emit('end');
    expect(onClosed).toHaveBeenCalledOnce();
  });

  it('throws away what comes while it drains', async () => {
    const { stdin, feed, keys, turn } = setUp();
    feed.start();
    const drained = feed.drain(5);
    stdin.emit('data', Buffer.from('rm -rf\r'));
    await drained;
    turn(50);
    expect(keys).toEqual([]);
    expect(stdin.calls.slice(-3)).toEqual(['pause', 'cooked', 'unref']);
  });

  it('keeps no endless queue', () => {
    const { stdin, feed, keys, turn } = setUp();
    feed.start();
    stdin.emit('data', Buffer.from('x'.repeat(100_000)));
    turn(20_000);
    expect(keys.length).toBeLessThanOrEqual(300);
  });

  it('goes on after a handler that failed', () => {
    const { stdin, feed, keys, turn } = setUp((key) => {
      if (key.char === 'a') throw new Error('handler failed');
      return 'wait';
    });
    feed.start();
    expect(() => stdin.emit('data', Buffer.from('a'))).toThrow('handler failed');
    turn(3);
    stdin.emit('data', Buffer.from('b'));
    expect(keys).toEqual(['a', 'b']);
  });
});
