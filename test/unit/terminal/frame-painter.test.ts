import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramePainter } from '../../../src/terminal/frame-painter.ts';

function setUp(columns = 20, rows = 5) {
  const size = { columns, rows };
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  const writes: string[] = [];
  const painter = new FramePainter({
    write: (text) => {
      writes.push(text);
      terminal.write(text);
    },
    size: () => size,
  });
  const resize = (newColumns: number, newRows: number): void => {
    size.columns = newColumns;
    size.rows = newRows;
    terminal.resize(newColumns, newRows);
  };
  const shown = async (): Promise<string[]> => {
    await new Promise<void>((resolve) => terminal.write('', resolve));
    const { active } = terminal.buffer;
    return Array.from(
      { length: size.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  };
  return { painter, writes, resize, shown, terminal };
}

describe('FramePainter', () => {
  it('keeps frames to itself until it is started, then draws the last', async () => {
    const { painter, writes, shown } = setUp();
    painter.paint('one');
    painter.paint('two');
    expect(writes).toEqual([]);
    painter.start();
    expect(await shown()).toEqual(['two', '', '', '', '']);
  });

  it('writes only the rows that changed, and clears nothing', async () => {
    const { painter, writes, shown } = setUp();
    painter.start();
    painter.paint('head\nspinner 1\nfoot');
    writes.length = 0;
    painter.paint('head\nspinner 2\nfoot');
    expect(writes).toHaveLength(1);
    expect(writes[0]).toContain('spinner 2');
    expect(writes[0]).not.toContain('head');
    expect(writes[0]).not.toMatch(/\u001B\[[0-3]?J/);
    expect(await shown()).toEqual(['head', 'spinner 2', 'foot', '', '']);
    painter.paint('head\nspinner 2\nfoot');
    expect(writes).toHaveLength(1);
  });

  it('takes away rows and ends of rows that are gone', async () => {
    const { painter, shown } = setUp();
    painter.start();
    painter.paint('a long row here\nb\nc');
    painter.paint('short');
    expect(await shown()).toEqual(['short', '', '', '', '']);
  });

  it('fills the screen to its last cell without scrolling', async () => {
    const { painter, shown, terminal } = setUp(4, 2);
    painter.start();
    painter.paint('abcd\nefgh');
    painter.paint('abcX\nefgY');
    expect(await shown()).toEqual(['abcX', 'efgY']);
    expect(terminal.buffer.active.baseY).toBe(0);
  });

  it('cuts a frame that is taller than the terminal', async () => {
    const { painter, writes, shown } = setUp(10, 3);
    painter.start();
    painter.paint('1\n2\n3\n4\n5');
    expect(await shown()).toEqual(['1', '2', '3']);
    expect(writes.join('')).not.toContain('\u001B[3J');
  });

  it('leaves no ghosts after a resize', async () => {
    const { painter, resize, shown } = setUp(20, 5);
    painter.start();
    painter.paint('a row of twenty cell\nsecond\nthird\nfourth\nfifth');
    resize(8, 3);
    painter.paint('narrow\nnow');
    expect(await shown()).toEqual(['narrow', 'now', '']);
    resize(20, 5);
    painter.paint('wide again');
    expect(await shown()).toEqual(['wide again', '', '', '', '']);
  });

  it('draws everything again over what others wrote', async () => {
    const { painter, shown, terminal } = setUp();
    painter.start();
    painter.paint('mine');
    terminal.write('\u001B[3;3Hwall message');
    painter.repaint();
    expect(await shown()).toEqual(['mine', '', '', '', '']);
  });

  it('is quiet while stopped', () => {
    const { painter, writes } = setUp();
    painter.start();
    painter.stop();
    writes.length = 0;
    painter.paint('not now');
    expect(writes).toEqual([]);
  });

  it('shows, after any frames, what drawing the last one alone shows', async () => {
    const row = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '│', '✖', 'é', '\u001B[31m', '\u001B[0m'),
      maxLength: 8,
    });
    const frame = fc.array(row, { maxLength: 5 }).map((rows) => rows.join('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (frames) => {
        const many = setUp(8, 4);
        many.painter.start();
        for (const one of frames) many.painter.paint(one);
        const single = setUp(8, 4);
        single.painter.paint(frames.at(-1) ?? '');
        single.painter.start();
        expect(await many.shown()).toEqual(await single.shown());
      }),
      { numRuns: 200 },
    );
  });
});
