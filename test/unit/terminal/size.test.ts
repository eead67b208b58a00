import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { onTerminalResize, terminalSize } from '../../../src/terminal/size.ts';

class FakeOutput extends EventEmitter {
  columns: number | undefined = 100;
  rows: number | undefined = 30;
}

describe('terminalSize', () => {
  it('is what the terminal says', () => {
    expect(terminalSize({ columns: 100, rows: 30 })).toEqual({ columns: 100, rows: 30 });
  });

  it.each([0, undefined, Number.NaN, -1, 65_535])('is 80 × 24 where the terminal says %s', (cells) => {
    expect(terminalSize({ columns: cells, rows: cells })).toEqual({ columns: 80, rows: 24 });
  });
});

describe('onTerminalResize', () => {
  it('tells of changes, and of nothing else', () => {
    const output = new FakeOutput();
    const listener = vi.fn();
    const stop = onTerminalResize(output, listener);
    output.emit('resize');
    expect(listener).not.toHaveBeenCalled();
    output.columns = 60;
    output.emit('resize');
    expect(listener).toHaveBeenCalledExactlyOnceWith({ columns: 60, rows: 30 });
    stop();
    output.columns = 70;
    output.emit('resize');
    expect(listener).toHaveBeenCalledOnce();
  });
});
