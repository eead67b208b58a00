import { type Key, namedKey } from '../../terminal/key.ts';

/** One line of text being typed: its characters (code points) and where the cursor stands before. */
export interface TextField {
  readonly chars: readonly string[];
  readonly at: number;
}

/** Nobody types more; what is pasted beyond it is left out. */
const MOST_CHARACTERS = 4000;

export const EMPTY_FIELD: TextField = { chars: [], at: 0 };

export function fieldOf(text: string): TextField {
  const chars = Array.from(text).slice(0, MOST_CHARACTERS);
  return { chars, at: chars.length };
}

export function fieldText(field: TextField): string {
  return field.chars.join('');
}

/** The field after a key; null when the key is none that edits. A paste is inserted on one line. */
export function editField(field: TextField, key: Key): TextField | null {
  if (key.name === 'paste') return insert(field, (key.paste ?? '').trim().replace(/[\s\u0000-\u001F]+/g, ' '));
  if (key.name === 'char')
    return key.ctrl ? control(field, key.char) : key.meta ? meta(field, key.char) : insert(field, key.char);
  return named(field, key);
}

function named({ chars, at }: TextField, key: Key): TextField | null {
  const field = { chars, at };
  switch (key.name) {
    case 'left':
      return key.ctrl || key.meta ? { chars, at: wordStart(field) } : { chars, at: Math.max(0, at - 1) };
    case 'right':
      return key.ctrl || key.meta ? { chars, at: wordEnd(field) } : { chars, at: Math.min(chars.length, at + 1) };
    case 'home':
      return { chars, at: 0 };
    case 'end':
      return { chars, at: chars.length };
    case 'backspace':
      return remove(field, key.meta || key.ctrl ? wordStart(field) : Math.max(0, at - 1), at);
    case 'delete':
      return remove(field, at, Math.min(chars.length, at + 1));
    default:
      return null;
  }
}

function control(field: TextField, char: string): TextField | null {
  const { chars, at } = field;
  switch (char) {
    case 'a':
      return { chars, at: 0 };
    case 'e':
      return { chars, at: chars.length };
    case 'b':
      return named(field, namedKey('left'));
    case 'f':
      return named(field, namedKey('right'));
    case 'd':
      return remove(field, at, Math.min(chars.length, at + 1));
    case 'u':
      return remove(field, 0, at);
    case 'k':
      return remove(field, at, chars.length);
    case 'w':
      return remove(field, wordStart(field), at);
    default:
      return null;
  }
}

function meta(field: TextField, char: string): TextField | null {
  if (char === 'b') return { chars: field.chars, at: wordStart(field) };
  if (char === 'f') return { chars: field.chars, at: wordEnd(field) };
  if (char === 'd') return remove(field, field.at, wordEnd(field));
  return null;
}

function insert({ chars, at }: TextField, text: string): TextField {
  const added = Array.from(text).slice(0, Math.max(0, MOST_CHARACTERS - chars.length));
  return { chars: [...chars.slice(0, at), ...added, ...chars.slice(at)], at: at + added.length };
}

function remove({ chars }: TextField, from: number, to: number): TextField {
  return { chars: [...chars.slice(0, from), ...chars.slice(to)], at: from };
}

function wordStart({ chars, at }: TextField): number {
  let start = at;
  while (start > 0 && chars[start - 1] === ' ') start -= 1;
  while (start > 0 && chars[start - 1] !== ' ') start -= 1;
  return start;
}

function wordEnd({ chars, at }: TextField): number {
  let end = at;
  while (end < chars.length && chars[end] === ' ') end += 1;
  while (end < chars.length && chars[end] !== ' ') end += 1;
  return end;
}
