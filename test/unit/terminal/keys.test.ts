import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charKey, type Key, namedKey, pasteKey } from '../../../src/terminal/key.ts';
import { KeyDecoder } from '../../../src/terminal/keys.ts';

/** Timers that run only when the test says so. */
class Clock {
  #timers: { run: () => void; at: number }[] = [];
  #now = 0;

  readonly start = (run: () => void, milliseconds: number): (() => void) => {
    const timer = { run, at: this.#now + milliseconds };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter((timer) => timer.at <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
    for (const timer of due) timer.run();
  }
}

function decoder(escapeTimeoutMs = 50) {
  const keys: Key[] = [];
  const clock = new Clock();
  const subject = new KeyDecoder({ onKey: (key) => keys.push(key), escapeTimeoutMs, startTimer: clock.start });
  return { keys, clock, subject };
}

function decode(...chunks: (string | Uint8Array)[]): Key[] {
  const { keys, subject } = decoder();
  for (const chunk of chunks) subject.feed(chunk);
  subject.flush();
  return keys;
}

const chars = (text: string): Key[] => Array.from(text, (char) => charKey(char));

describe('keys in one chunk', () => {
  it('takes a coalesced j and Enter apart', () => {
    expect(decode('j\r')).toEqual([charKey('j'), namedKey('enter')]);
  });

  it('takes typing, arrows and Escape apart', () => {
    expect(decode('ab\u001B[A\u001B[Bc\u001B')).toEqual([
      ...chars('ab'),
      namedKey('up'),
      namedKey('down'),
      charKey('c'),
      namedKey('escape'),
    ]);
  });

  it('knows capitals by the character, not by shift', () => {
    expect(decode('G')).toEqual([charKey('G')]);
  });

  it('takes CR LF as one Enter, and LF alone as Enter', () => {
    expect(decode('\r\n', 'x\n', '\n')).toEqual([
      namedKey('enter'),
      charKey('x'),
      namedKey('enter'),
      namedKey('enter'),
    ]);
    expect(decode('\r', '\n')).toEqual([namedKey('enter')]);
    expect(decode('\r\r')).toEqual([namedKey('enter'), namedKey('enter')]);
  });
});

describe('control keys', () => {
  it.each<[string, Key]>([
    ['\u0003', charKey('c', { ctrl: true })],
    ['\u001A', charKey('z', { ctrl: true })],
    ['\u0000', charKey(' ', { ctrl: true })],
    ['\u001C', charKey('\\', { ctrl: true })],
    ['\u007F', namedKey('backspace')],
    ['\b', namedKey('backspace')],
    ['\t', namedKey('tab')],
    ['\u001B[Z', namedKey('tab', { shift: true })],
    ['\u001B[3~', namedKey('delete')],
    ['\u001B\u007F', namedKey('backspace', { meta: true })],
    ['\u001B\r', namedKey('enter', { meta: true })],
    ['\u001Bx', charKey('x', { meta: true })],
  ])('%j', (bytes, key) => {
    expect(decode(bytes)).toEqual([key]);
  });
});

describe('escape sequences', () => {
  it.each<[string, Key]>([
    ['\u001B[A', namedKey('up')],
    ['\u001BOA', namedKey('up')],
    ['\u001B[H', namedKey('home')],
    ['\u001BOH', namedKey('home')],
    ['\u001B[1~', namedKey('home')],
    ['\u001B[7~', namedKey('home')],
    ['\u001B[F', namedKey('end')],
    ['\u001BOF', namedKey('end')],
    ['\u001B[4~', namedKey('end')],
    ['\u001B[5~', namedKey('pageup')],
    ['\u001B[6~', namedKey('pagedown')],
    ['\u001B[2~', namedKey('insert')],
    ['\u001BOP', namedKey('f1')],
    ['\u001B[11~', namedKey('f1')],
    ['\u001B[[A', namedKey('f1')],
    ['\u001B[15~', namedKey('f5')],
    ['\u001B[24~', namedKey('f12')],
    ['\u001B[1;5A', namedKey('up', { ctrl: true })],
    ['\u001B[1;2C', namedKey('right', { shift: true })],
    ['\u001B[1;3D', namedKey('left', { meta: true })],
    ['\u001B[1;5P', namedKey('f1', { ctrl: true })],
    ['\u001B[1;5R', namedKey('f3', { ctrl: true })],
    ['\u001B[5;5~', namedKey('pageup', { ctrl: true })],
    ['\u001B[a', namedKey('up', { shift: true })],
    ['\u001BOa', namedKey('up', { ctrl: true })],
    ['\u001B[3$', namedKey('delete', { shift: true })],
    ['\u001B[3^', namedKey('delete', { ctrl: true })],
    ['\u001BOM', namedKey('enter')],
    ['\u001BOq', charKey('1')],
    ['\u001B[I', namedKey('focus')],
    ['\u001B[O', namedKey('blur')],
    // kitty and xterm's modifyOtherKeys
    ['\u001B[13u', namedKey('enter')],
    ['\u001B[27;1u', namedKey('escape')],
    ['\u001B[27u', namedKey('escape')],
    ['\u001B[127;5u', namedKey('backspace', { ctrl: true })],
    ['\u001B[99;5u', charKey('c', { ctrl: true })],
    ['\u001B[103;2u', charKey('G')],
    ['\u001B[49:33;2u', charKey('!')],
    ['\u001B[106;1:2u', charKey('j')],
    ['\u001B[57417u', namedKey('left')],
    ['\u001B[1;1:1A', namedKey('up')],
    ['\u001B[1;129A', namedKey('up')],
    ['\u001B[27;5;99~', charKey('c', { ctrl: true })],
  ])('%j is a key', (bytes, key) => {
    expect(decode(bytes)).toEqual([key]);
    expect(decode(...bytes)).toEqual([key]);
  });

  it.each([
    ['mouse, SGR', '\u001B[<0;12;7M\u001B[<0;12;7m'],
    ['mouse, X10', '\u001B[M !!'],
    ['mouse, urxvt', '\u001B[32;10;5M'],
    ['cursor position', '\u001B[12;40R'],
    ['device attributes', '\u001B[?62;22c'],
    ['mode report', '\u001B[?2026;1$y'],
    ['kitty flags', '\u001B[?1u'],
    ['key let go', '\u001B[106;1:3u'],
    ['colour reply', '\u001B]11;rgb:0000/0000/0000\u0007'],
    ['colour reply, ended by ST', '\u001B]11;rgb:0000/0000/0000\u001B\\'],
    ['terminal version', '\u001BP>|tmux 3.3a\u001B\\'],
    ['unknown final', '\u001B[5;3y'],
    ['private-use key', '\u001B[57441u'],
    ['very long', `\u001B[${'1;'.repeat(5000)}A`],
    ['stray end of paste', '\u001B[201~'],
  ])('swallows %s', (_name, bytes) => {
    expect(decode(bytes, 'q')).toEqual([charKey('q')]);
    expect(decode(...bytes, 'q')).toEqual([charKey('q')]);
  });

  it('gives a key back that comes inside a broken sequence', () => {
    expect(decode('\u001B[1;\u0003')).toEqual([charKey('c', { ctrl: true })]);
    expect(decode('\u001B]0;title\r')).toEqual([namedKey('enter')]);
    expect(decode('\u001B[1;\u001B[A')).toEqual([namedKey('up')]);
  });

  it('keeps Escape and the arrow after it apart when both were pressed in haste', () => {
    expect(decode('\u001B\u001B[A')).toEqual([namedKey('escape'), namedKey('up')]);
    expect(decode('\u001B\u001B')).toEqual([namedKey('escape'), namedKey('escape')]);
  });
});

describe('time', () => {
  it('joins an arrow whose two halves come 8 ms apart', () => {
    const { keys, clock, subject } = decoder();
    subject.feed('\u001B');
    clock.pass(8);
    subject.feed('[B');
    clock.pass(1000);
    expect(keys).toEqual([namedKey('down')]);
  });

  it('takes a lone ESC for Escape after the timeout, not before', () => {
    const { keys, clock, subject } = decoder();
    subject.feed('\u001B');
    clock.pass(49);
    expect(keys).toEqual([]);
    clock.pass(1);
    expect(keys).toEqual([namedKey('escape')]);
  });

  it('waits longer when told to, as over ssh', () => {
    const { keys, clock, subject } = decoder(100);
    subject.feed('\u001B');
    clock.pass(60);
    subject.feed('[B');
    expect(keys).toEqual([namedKey('down')]);
  });

  it('gives up a sequence that never ends, and says nothing', () => {
    const { keys, clock, subject } = decoder();
    subject.feed('\u001B[1;');
    clock.pass(500);
    subject.feed('q');
    expect(keys).toEqual([charKey('q')]);
  });

  it('is not kept busy by typing after a lone ESC ]', () => {
    const { keys, clock, subject } = decoder();
    subject.feed('\u001B]');
    for (let at = 0; at < 6; at++) {
      subject.feed('x');
      clock.pass(100);
    }
    subject.feed('q');
    expect(keys).toContainEqual(charKey('q'));
  });

  it('hands over a paste whose end is lost', () => {
    const { keys, clock, subject } = decoder();
    subject.feed('\u001B[200~half');
    clock.pass(10_000);
    subject.feed('q');
    expect(keys).toEqual([pasteKey('half'), charKey('q')]);
  });
});

describe('paste', () => {
  it('is one event, with line ends made alike', () => {
    expect(decode('a\u001B[200~y\r\nls -la\r\u001B[201~b')).toEqual([
      charKey('a'),
      pasteKey('y\nls -la\n'),
      charKey('b'),
    ]);
  });

  it('loses control characters and keeps tabs and letters beyond ASCII', () => {
    expect(decode('\u001B[200~é\t\u001B[31m\u0007日\u001B[201~')).toEqual([pasteKey('é\t[31m日')]);
  });

  it('finds its end behind a false one', () => {
    expect(decode('\u001B[200~\u001B[20\u001B[201~')).toEqual([pasteKey('[20')]);
  });

  it('is capped, and swallowed whole all the same', () => {
    const keys = decode('\u001B[200~', 'x'.repeat(1_500_000), '\u001B[201~q');
    expect(keys).toHaveLength(2);
    expect(keys[0]?.paste).toHaveLength(1_048_576);
    expect(keys[1]).toEqual(charKey('q'));
  });
});

describe('UTF-8', () => {
  it('joins characters that are cut between chunks', () => {
    const bytes = Buffer.from('é日👍');
    expect(decode(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(chars('é日👍'));
  });

  it('drops what is none, and C1 controls', () => {
    expect(decode(Uint8Array.of(0xff, 0x80, 0xc3, 0x61, 0xc2, 0x9b, 0x62, 0xed, 0xa0, 0x80))).toEqual(chars('ab'));
  });

  it('marks a character behind ESC', () => {
    expect(decode('\u001Bé')).toEqual([charKey('é', { meta: true })]);
  });
});

describe('for any bytes', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '\u001B',
      '\u001B[',
      '\u001BO',
      '\u001B[1;5A',
      '\u001B[200~',
      '\u001B[201~',
      '\u001B]0;',
      '\u0007',
      '\r\n',
      '日',
    ),
    fc.constantFrom('\u001B[M', '\u001B[[', '\u001B[3$', '\u001B[27;5;9~', '\u001B[1:2;3:4;5u', '\u001BP', '\u001B\\'),
  );
  const input = fc
    .tuple(fc.array(piece, { maxLength: 20 }), fc.uint8Array({ maxLength: 10 }))
    .map(([pieces, bytes]) => Buffer.concat([Buffer.from(pieces.join('')), bytes]));

  it('the keys are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(input, fc.array(fc.nat({ max: 200 })), (bytes, cuts) => {
        const at = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
        const chunks = [0, ...at].map((from, index) => bytes.subarray(from, at[index]));
        expect(decode(...chunks)).toEqual(decode(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('no key carries a control character, and it is ready for the next', () => {
    fc.assert(
      fc.property(input, (bytes) => {
        const { keys, subject } = decoder();
        subject.feed(bytes);
        subject.flush();
        for (const key of keys) expect(key.char).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
        const before = keys.length;
        subject.reset();
        subject.feed('q');
        expect(keys.slice(before)).toEqual([charKey('q')]);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a flood in its stride', () => {
    const { keys, subject } = decoder();
    const started = performance.now();
    subject.feed('\u001B['.repeat(500_000));
    subject.feed('1'.repeat(1_000_000));
    subject.feed('m');
    expect(keys.length).toBeLessThan(10);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
