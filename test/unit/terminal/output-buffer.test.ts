import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputBuffer } from '../../../src/terminal/output-buffer.ts';

function collect(limits: ConstructorParameters<typeof OutputBuffer>[0], ...chunks: (string | Uint8Array)[]) {
  const buffer = new OutputBuffer(limits);
  for (const chunk of chunks) buffer.write(chunk);
  return buffer;
}

const text = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('');

describe('OutputBuffer', () => {
  it('keeps a short output whole', () => {
    const kept = collect({}, 'a\nb', '\nc').snapshot();
    expect(kept).toEqual({
      head: 'a\nb\nc',
      tail: '',
      totalBytes: 5,
      totalLines: 3,
      droppedBytes: 0,
      droppedLines: 0,
      cutLines: 0,
    });
  });

  it('joins characters that come in two chunks', () => {
    const bytes = Buffer.from('größe 日');
    const kept = collect(
      { headBytes: 4, tailBytes: 100 },
      ...Array.from(bytes, (byte) => Uint8Array.of(byte)),
    ).snapshot();
    expect(kept.head).toBe('größe 日');
  });

  it('keeps whole lines from both ends and counts the rest', () => {
    const kept = collect({ headBytes: 20, tailBytes: 20 }, text(100)).snapshot();
    expect(kept.head).toBe('line 1\nline 2\n');
    expect(kept.tail).toBe('line 99\nline 100\n');
    expect(kept.totalLines).toBe(100);
    expect(kept.droppedLines).toBe(96);
    expect(kept.droppedBytes).toBe(text(100).length - kept.head.length - kept.tail.length);
  });

  it('keeps both ends of one endless line, at whole characters', () => {
    const kept = collect({ headBytes: 10, tailBytes: 10, maxLineBytes: Infinity }, '日'.repeat(1000)).snapshot();
    expect(kept.head).toBe('日日日');
    expect(kept.tail).toBe('日日日');
    expect(kept.droppedBytes).toBe(3000 - 18);
  });

  it('cuts a long line so that its neighbours stay', () => {
    const kept = collect({ maxLineBytes: 10 }, 'before\n', 'x'.repeat(90_000), '\nafter\n').snapshot();
    expect(kept.head).toBe(`before\n${'x'.repeat(10)}…(+89990 bytes)\nafter\n`);
    expect(kept.cutLines).toBe(1);
    expect(kept.droppedBytes).toBe(89_990);
    expect(kept.totalLines).toBe(3);
  });

  it('says so while the long line is still being written', () => {
    const kept = collect({ maxLineBytes: 10 }, 'x'.repeat(25)).snapshot();
    expect(kept.head).toBe(`${'x'.repeat(10)}…(+15 bytes)`);
    expect(kept.cutLines).toBe(1);
  });

  it('follows the end', () => {
    expect(collect({}, text(5)).lastLines(2)).toEqual(['line 4', 'line 5']);
    expect(collect({}, 'a\nb').lastLines(10)).toEqual(['a', 'b']);
    expect(collect({ headBytes: 20, tailBytes: 20 }, text(100)).lastLines(2)).toEqual(['line 99', 'line 100']);
    expect(collect({ headBytes: 10, tailBytes: 100 }, text(5)).lastLines(4)).toEqual([
      'line 2',
      'line 3',
      'line 4',
      'line 5',
    ]);
    expect(collect({}).lastLines(3)).toEqual([]);
  });

  it('keeps the same whatever the chunks were', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '日'), maxLength: 60 });
    fc.assert(
      fc.property(
        line,
        fc.array(fc.nat(60)),
        fc.nat(20),
        fc.nat(20),
        fc.integer({ min: 1, max: 20 }),
        (all, cuts, headBytes, tailBytes, maxLineBytes) => {
          const bytes = Buffer.from(all);
          const limits = { headBytes, tailBytes, maxLineBytes };
          const at = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
          const chunks = [0, ...at].map((from, index) => bytes.subarray(from, at[index]));
          const once = collect(limits, bytes).snapshot();
          expect(collect(limits, ...chunks).snapshot()).toEqual(once);
          expect(once.totalBytes).toBe(bytes.length);
          if (once.cutLines === 0) {
            const kept = Buffer.byteLength(once.head) + Buffer.byteLength(once.tail);
            expect(kept + once.droppedBytes).toBe(bytes.length);
            expect(all.startsWith(once.head)).toBe(true);
            expect(all.endsWith(once.tail)).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['lines of a log', Buffer.from(`${'x'.repeat(79)}\n`.repeat(819))],
    ['one endless line', Buffer.alloc(65_536, 'x')],
    ['nothing but line ends', Buffer.alloc(65_536, '\n')],
    ['binary', Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * 7919) & 0xff))],
  ])('takes 200 MB of %s quickly and in little memory', (_what, chunk) => {
    const buffer = new OutputBuffer();
    const before = process.memoryUsage();
    const started = performance.now();
    for (let bytes = 0; bytes < 200_000_000; bytes += chunk.length) buffer.write(chunk);
    const seconds = (performance.now() - started) / 1000;
    const after = process.memoryUsage();
    // 200 MB/s on an idle machine; a busy one gets some patience.
    expect(seconds).toBeLessThan(3);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(16_000_000);
    expect(buffer.snapshot().head.length + buffer.snapshot().tail.length).toBeLessThan(600_000);
  });
});
