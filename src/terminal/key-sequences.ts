import { charKey, type Key, type NamedKey, namedKey } from './key.ts';

/** What one complete escape sequence stands for; `undefined`: nothing a person typed, to be swallowed. */
export type Decoded = Key | 'paste-start' | 'mouse-bytes' | undefined;

const LETTER_KEYS: Record<string, NamedKey> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

const NUMBER_KEYS: Record<number, NamedKey> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** rxvt: arrows with a modifier end in a lower-case letter. */
const RXVT_ARROWS: Record<string, NamedKey> = { a: 'up', b: 'down', c: 'right', d: 'left' };

const LINUX_CONSOLE: Record<string, NamedKey> = { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' };

/** Keys of the number pad in the kitty protocol's private range, by code point. */
const KITTY_KEYPAD: Record<number, NamedKey> = {
  57414: 'enter',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57425: 'insert',
  57426: 'delete',
};

/** The number pad in application mode: `SS3 j` to `SS3 y`, and `X`. */
const SS3_KEYPAD: Record<string, string> = {
  X: '=',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  p: '0',
  q: '1',
  r: '2',
  s: '3',
  t: '4',
  u: '5',
  v: '6',
  w: '7',
  x: '8',
  y: '9',
  ' ': ' ',
};

interface Bits {
  readonly shift: boolean;
  readonly meta: boolean;
  readonly ctrl: boolean;
}

/**
 * xterm and kitty send 1 + a bit mask: 1 shift, 2 alt, 4 ctrl, 8 super (xterm: meta), 32 meta; the locks (64, 128) are
 * no modifier. https://sw.kovidgoyal.net/kitty/keyboard-protocol/#modifiers
 */
function modifierBits(parameter: number): Bits {
  const mask = Number.isNaN(parameter) || parameter < 1 ? 0 : parameter - 1;
  return { shift: (mask & 1) !== 0, meta: (mask & (2 | 8 | 32)) !== 0, ctrl: (mask & 4) !== 0 };
}

/**
 * What `ESC [ parameters final` means. `parameters` holds all bytes between the bracket and the final one, at most a
 * few dozen. Reports (mouse, cursor position, device attributes, focus of other programs' making) and keys without a
 * name here give `undefined`.
 */
export function decodeCsi(parameters: string, final: string): Decoded {
  if (parameters.startsWith('[')) return decodeDoubleBracket(parameters.slice(1), final);
  if (!/^[\d;:]*$/.test(parameters)) return undefined;
  const fields = parameters.split(';');
  const [modifier = '', event = ''] = (fields[1] ?? '').split(':');
  if (event === '3') return undefined; // kitty: a key let go
  const first = Number.parseInt(fields[0] ?? '', 10);
  const bits = modifierBits(Number.parseInt(modifier, 10));
  switch (final) {
    case '~':
      return decodeTilde(first, fields, bits);
    case 'u':
      return decodeCodePoint(fields, bits);
    case '^':
      return named(NUMBER_KEYS[first], { ...bits, ctrl: true });
    case '$':
      return named(NUMBER_KEYS[first], { ...bits, shift: true });
    case '@':
      return named(NUMBER_KEYS[first], { ...bits, ctrl: true, shift: true });
    case 'Z':
      return namedKey('tab', { ...bits, shift: true });
    case 'I':
      return parameters === '' ? namedKey('focus') : undefined;
    case 'O':
      return parameters === '' ? namedKey('blur') : undefined;
    case 'M':
      return parameters === '' ? 'mouse-bytes' : undefined;
    default:
      return decodeLetter(final, parameters, first, bits);
  }
}

function decodeLetter(final: string, parameters: string, first: number, bits: Bits): Decoded {
  const rxvt = RXVT_ARROWS[final];
  if (rxvt !== undefined) return parameters === '' ? namedKey(rxvt, { shift: true }) : undefined;
  // `CSI 12;40R` is where the cursor is, `CSI 1;5R` is Ctrl-F3.
  if (parameters !== '' && first !== 1) return undefined;
  return named(LETTER_KEYS[final], bits);
}

function decodeTilde(first: number, fields: readonly string[], bits: Bits): Decoded {
  if (first === 200) return 'paste-start';
  // xterm's modifyOtherKeys: CSI 27 ; modifier ; code ~
  if (first === 27) return fields.length === 3 ? codePointKey(Number.parseInt(fields[2] ?? '', 10), bits) : undefined;
  return named(NUMBER_KEYS[first], bits);
}

/** `CSI code[:shifted[:base]] ; modifiers[:event] ; text u` */
function decodeCodePoint(fields: readonly string[], bits: Bits): Decoded {
  const [code = '', shifted = ''] = (fields[0] ?? '').split(':');
  const text = (fields[2] ?? '').split(':')[0] ?? '';
  const typed = Number.parseInt(text || (bits.shift && shifted) || code, 10);
  return codePointKey(bits.ctrl ? Number.parseInt(code, 10) : typed, bits);
}

function codePointKey(code: number, bits: Bits): Key | undefined {
  switch (code) {
    case 9:
      return namedKey('tab', bits);
    case 13:
      return namedKey('enter', bits);
    case 27:
      return namedKey('escape', bits);
    case 8:
    case 127:
      return namedKey('backspace', bits);
    default:
  }
  const pad = KITTY_KEYPAD[code];
  if (pad !== undefined) return namedKey(pad, bits);
  if (code >= 57399 && code <= 57408) return charKey(String(code - 57399), bits);
  if (!isTypedCodePoint(code)) return undefined;
  const char = String.fromCodePoint(code);
  if (bits.ctrl) return charKey(char.toLowerCase(), bits);
  return charKey(bits.shift && /^[a-z]$/.test(char) ? char.toUpperCase() : char, bits);
}

/** Whether a code point is one that a keyboard types: no control, no surrogate, no private-use function key. */
export function isTypedCodePoint(code: number): boolean {
  if (!(code >= 0x20 && code <= 0x10ffff)) return false;
  if (code >= 0x7f && code <= 0x9f) return false;
  if (code >= 0xd800 && code <= 0xf8ff) return false;
  return code !== 0xfffd;
}

/** `ESC [ [ A` to `E` are F1 to F5 on the Linux console, `ESC [ [ 5 ~` pages up in PuTTY. */
function decodeDoubleBracket(parameters: string, final: string): Decoded {
  if (final === '~' && /^\d{1,2}$/.test(parameters)) return named(NUMBER_KEYS[Number(parameters)], {});
  return parameters === '' ? named(LINUX_CONSOLE[final], {}) : undefined;
}

/** What `ESC O parameters final` means: cursor and function keys in application mode, the number pad, rxvt's Ctrl-arrows. */
export function decodeSs3(parameters: string, final: string): Decoded {
  const modifier = Number.parseInt(parameters.split(';').at(-1) ?? '', 10);
  const bits = modifierBits(modifier);
  const rxvt = RXVT_ARROWS[final];
  if (rxvt !== undefined) return namedKey(rxvt, { ctrl: true });
  if (final === 'M') return namedKey('enter', bits);
  if (final === 'I') return namedKey('tab', bits);
  const digit = SS3_KEYPAD[final];
  return digit === undefined ? named(LETTER_KEYS[final], bits) : charKey(digit, bits);
}

function named(name: NamedKey | undefined, bits: Partial<Bits>): Key | undefined {
  return name === undefined ? undefined : namedKey(name, bits);
}
