/** Keys that are not a printable character. */
export type NamedKey =
  | 'enter'
  | 'escape'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'insert'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'pageup'
  | 'pagedown'
  | 'f1'
  | 'f2'
  | 'f3'
  | 'f4'
  | 'f5'
  | 'f6'
  | 'f7'
  | 'f8'
  | 'f9'
  | 'f10'
  | 'f11'
  | 'f12';

export type KeyName = NamedKey | 'char' | 'paste' | 'focus' | 'blur';

/**
 * One key press, or one paste, or the terminal window gaining or losing the focus.
 *
 * - `name: 'char'`: `char` is one code point as typed (`'G'` for Shift-g, so `shift` is false: the character says it);
 *   with `ctrl` it is the lower-case letter, `' '`, or one of `\ ] ^ _`.
 * - `name: 'paste'`: `paste` is the text, line ends as `\n`, without control characters but `\n` and `\t`; `char` is empty.
 * - any other name: `char` is empty.
 */
export interface Key {
  readonly name: KeyName;
  readonly char: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly paste?: string;
}

export interface Modifiers {
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
}

/** A key by its name, for example `namedKey('tab', { shift: true })`. */
export function namedKey(name: NamedKey | 'focus' | 'blur', modifiers: Modifiers = {}): Key {
  return { name, char: '', ctrl: !!modifiers.ctrl, meta: !!modifiers.meta, shift: !!modifiers.shift };
}

/** A printable character, or a control chord such as `charKey('c', { ctrl: true })`. */
export function charKey(char: string, modifiers: Modifiers = {}): Key {
  return { name: 'char', char, ctrl: !!modifiers.ctrl, meta: !!modifiers.meta, shift: false };
}

/** A whole paste as one event, so that a pasted `y⏎` can never answer a question. */
export function pasteKey(text: string): Key {
  return { name: 'paste', char: '', ctrl: false, meta: false, shift: false, paste: text };
}

const CURSOR_FINAL: Partial<Record<KeyName, string>> = {
  up: 'A',
  down: 'B',
  right: 'C',
  left: 'D',
  end: 'F',
  home: 'H',
  f1: 'P',
  f2: 'Q',
  f3: 'R',
  f4: 'S',
};

const TILDE_NUMBER: Partial<Record<KeyName, number>> = {
  insert: 2,
  delete: 3,
  pageup: 5,
  pagedown: 6,
  f5: 15,
  f6: 17,
  f7: 18,
  f8: 19,
  f9: 20,
  f10: 21,
  f11: 23,
  f12: 24,
};

/**
 * The bytes that Ink 6's own parser reads as this key. One spelling a key, whatever the terminal sent, so that an Ink
 * widget behaves alike everywhere. Backspace becomes 0x08, because Ink calls 0x7f "delete". Empty for keys Ink has no
 * use for.
 */
export function encodeKeyForInk(key: Key): string {
  const meta = key.meta ? '\u001B' : '';
  switch (key.name) {
    case 'char':
      return meta + (key.ctrl ? controlByte(key.char) : key.char);
    case 'paste':
      return (key.paste ?? '').replace(/[\n\t]/g, ' ');
    case 'enter':
      return `${meta}\r`;
    case 'escape':
      return '\u001B';
    case 'tab':
      return key.shift ? '\u001B[Z' : '\t';
    case 'backspace':
      return `${meta}\b`;
    default:
      return encodeSequence(key);
  }
}

function controlByte(char: string): string {
  const code = char.toUpperCase().charCodeAt(0);
  return char === ' ' ? '\0' : String.fromCharCode(code & 0x1f);
}

function encodeSequence(key: Key): string {
  const bits = (key.shift ? 1 : 0) | (key.meta ? 2 : 0) | (key.ctrl ? 4 : 0);
  const final = CURSOR_FINAL[key.name];
  if (final !== undefined) {
    if (bits > 0) return `\u001B[1;${bits + 1}${final}`;
    return 'PQRS'.includes(final) ? `\u001BO${final}` : `\u001B[${final}`;
  }
  const number = TILDE_NUMBER[key.name];
  if (number === undefined) return '';
  return bits > 0 ? `\u001B[${number};${bits + 1}~` : `\u001B[${number}~`;
}
