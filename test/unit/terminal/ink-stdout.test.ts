import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { InkStdout } from '../../../src/terminal/ink-stdout.ts';

function setUp() {
  const output = Object.assign(new EventEmitter(), { columns: 0, rows: 0 });
  const frames: string[] = [];
  return { output, frames, stdout: new InkStdout(output, (frame) => frames.push(frame)) };
}

describe('InkStdout', () => {
  it('turns what Ink writes into frames: no cursor moves, colours kept', () => {
    const { stdout, frames } = setUp();
    stdout.write('\u001B[?25l');
    stdout.write('\u001B[?2026h');
    stdout.write('\u001B[2K\u001B[1A\u001B[2K\u001B[G\u001B[31mone\u001B[39m\ntwo\n');
    stdout.write('\u001B[?2026l');
    stdout.write('\u001B[2J\u001B[3J\u001B[Hthree');
    stdout.write('\n');
    expect(frames).toEqual(['\u001B[31mone\u001B[39m\ntwo', 'three']);
  });

  it('has a size where the terminal has none, and tells of changes', () => {
    const { stdout, output } = setUp();
    expect([stdout.columns, stdout.rows]).toEqual([80, 24]);
    const listener = vi.fn();
    stdout.on('resize', listener);
    output.columns = 60;
    output.rows = 15;
    output.emit('resize');
    expect([stdout.columns, stdout.rows]).toEqual([60, 15]);
    expect(listener).toHaveBeenCalledOnce();
    stdout.destroy();
    expect(output.listenerCount('resize')).toBe(0);
  });

  it('answers a write, on which Ink waits to end', () => {
    const { stdout } = setUp();
    return new Promise<void>((resolve) => void stdout.write('', () => resolve()));
  });
});
