import type { Glyphs } from '../terminal/glyphs.ts';
import type { Key } from '../terminal/key.ts';
import { type Binding, type Command, EVERYWHERE, KEYMAP } from './keymap.ts';
import type { ScreenName } from './model/state.ts';

/** A key in the keymap's spelling; empty for pastes and the like. */
export function keyName(key: Key): string {
  if (key.name === 'paste' || key.name === 'focus' || key.name === 'blur') return '';
  const name = key.name === 'char' ? (key.char === ' ' ? 'space' : key.char) : key.name;
  const shift = key.shift && key.name !== 'char' ? 'shift-' : '';
  return `${key.ctrl ? 'ctrl-' : ''}${shift}${name}`;
}

/** What a key means on a screen: the screen's own binding first, then what holds everywhere. */
export function commandFor(screen: ScreenName, key: Key): Command | null {
  const name = keyName(key);
  if (name === '') return null;
  const binding = [...KEYMAP[screen], ...EVERYWHERE].find((one) => one.keys.includes(name));
  return binding?.command ?? null;
}

const LABELS: Readonly<Record<string, string>> = {
  escape: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  space: 'Space',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Delete',
};

/** A key as people call it. */
export function keyLabel(name: string, glyphs: Glyphs): string {
  if (name === 'enter') return glyphs.enter;
  if (name === 'up') return glyphs.up;
  if (name === 'down') return glyphs.down;
  if (name === 'left') return glyphs.up === '↑' ? '←' : 'Left';
  if (name === 'right') return glyphs.up === '↑' ? '→' : 'Right';
  if (name.startsWith('ctrl-')) return `Ctrl-${name.slice(5).toUpperCase()}`;
  return LABELS[name] ?? name;
}

/** What Enter does with a line that is being typed on a screen that has other keys otherwise. */
const TYPED: Readonly<Partial<Record<ScreenName, string>>> = {
  symptom: 'look for it',
  ask: 'answer',
  pager: 'search',
};

/** The keys while a line is typed: letters are text, so none of them is named. */
export function typingHints(screen: ScreenName): readonly Binding[] {
  return KEYMAP.note.map((one) => (one.command === 'choose' ? { ...one, hint: TYPED[screen] ?? one.hint } : one));
}

/** The bindings that the footer names at this moment, the most important first. */
export function hintsFor(screen: ScreenName, isRunning: boolean): readonly Binding[] {
  return KEYMAP[screen].filter(
    ({ hint, moment = 'always' }) =>
      hint !== undefined && (moment === 'always' || (moment === 'running') === isRunning),
  );
}
