import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LinePainter } from '../../../src/terminal/line-painter.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const said: string[] = [];
  const painter = new LinePainter({ write: (text) => said.push(text), settleMs: 100 });
  const settled = (): string[] => {
    vi.advanceTimersByTime(100);
    return said.splice(0);
  };
  return { painter, settled };
}

describe('LinePainter', () => {
  it('says new lines when the frames have come to rest, without escape sequences', () => {
    const { painter, settled } = setUp();
    painter.start();
    painter.paint('\u001B[1mTargets\u001B[0m   \n\n> payments');
    expect(settled()).toEqual(['Targets\n> payments\n']);
    painter.paint('Targets\n1 s');
    painter.paint('Targets\nfound');
    expect(settled()).toEqual(['found\n']);
    painter.paint('Targets\nfound');
    expect(settled()).toEqual([]);
  });

  it('is quiet while stopped and says everything when it starts again', () => {
    const { painter, settled } = setUp();
    painter.start();
    painter.paint('a');
    settled();
    painter.paint('a\nb');
    painter.stop();
    expect(settled()).toEqual([]);
    painter.start();
    expect(settled()).toEqual(['a\nb\n']);
  });
});
