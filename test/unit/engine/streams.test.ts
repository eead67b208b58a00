import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemultiplexer } from '../../../src/engine/demultiplex.ts';
import { KeptBytes } from '../../../src/engine/kept-bytes.ts';

function frame(kind: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

function demultiplex(chunks: readonly Buffer[]): { stdout: string; stderr: string } {
  const seen = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const frames = createDemultiplexer((name, data) => void seen[name].push(Buffer.from(data)));
  for (const chunk of chunks) frames.write(chunk);
  return { stdout: Buffer.concat(seen.stdout).toString(), stderr: Buffer.concat(seen.stderr).toString() };
}

/** Cut at these places, whatever they are. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, [...at, bytes.length][index]));
}

describe('a framed stream', () => {
  it('comes apart the same however it is cut', () => {
    const messages = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string({ maxLength: 50 })), { maxLength: 20 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat()), (list, places) => {
        const bytes = Buffer.concat(list.map(([kind, text]) => frame(kind, text)));
        const of = (kind: number): string =>
          list
            .filter(([one]) => one === kind)
            .map(([, text]) => text)
            .join('');
        expect(demultiplex(cut(bytes, places))).toEqual({ stdout: of(1), stderr: of(2) });
      }),
    );
  });

  it('that is not framed is standard output as it is', () => {
    const text = Buffer.from('a terminal\r\nwith two lines');
    expect(demultiplex(cut(text, [1, 5]))).toEqual({ stdout: text.toString(), stderr: '' });
    expect(demultiplex([frame(1, 'ok\n'), Buffer.from('OCI runtime failed')]).stdout).toBe('ok\nOCI runtime failed');
    expect(demultiplex([Buffer.from([1, 0, 0]), Buffer.from('xyz')]).stdout).toBe('\u0001\0\0xyz');
  });
});

describe('what is kept of a stream', () => {
  const keep = (limit: number, chunks: readonly string[]) => {
    const kept = new KeptBytes(limit);
    for (const chunk of chunks) kept.add(Buffer.from(chunk));
    return kept.result();
  };

  it('is all of it when it is short', () => {
    expect(keep(100, ['one', ' two'])).toEqual({ text: 'one two', dropped: 0 });
    expect(keep(6, ['abcdef'])).toEqual({ text: 'abcdef', dropped: 0 });
  });

  it('is its beginning and its end when it is long, and how much is missing is said', () => {
    expect(keep(8, ['abcdefghij', 'klmnop'])).toEqual({ text: 'abcd\n[… 8 bytes left out …]\nmnop', dropped: 8 });
  });

  it('never holds half a character', () => {
    expect(keep(6, ['éééééé'])).toEqual({ text: 'é\n[… 8 bytes left out …]\né', dropped: 8 });
  });

  it('is bounded and counts right however it comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 })),
        fc.integer({ min: 2, max: 60 }),
        (chunks, limit) => {
          const all = chunks.join('');
          const half = Math.floor(limit / 2);
          const { text, dropped } = keep(limit, chunks);
          if (all.length <= 2 * half) expect({ text, dropped }).toEqual({ text: all, dropped: 0 });
          else {
            expect(dropped).toBe(all.length - 2 * half);
            expect(text.startsWith(all.slice(0, half)) && text.endsWith(all.slice(-half))).toBe(true);
          }
        },
      ),
    );
  });
});
