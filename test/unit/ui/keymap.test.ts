import { describe, expect, it } from 'vitest';
import { glyphs } from '../../../src/terminal/glyphs.ts';
import { charKey, namedKey } from '../../../src/terminal/key.ts';
import { commandFor, hintsFor, keyLabel, keyName } from '../../../src/ui/key-matching.ts';
import { EVERYWHERE, KEYMAP } from '../../../src/ui/keymap.ts';
import { keymapMarkdown } from '../../../src/ui/keymap-markdown.ts';
import type { ScreenName } from '../../../src/ui/model/state.ts';

const screens = Object.keys(KEYMAP) as ScreenName[];

describe('the keymap', () => {
  it.each(screens)('has no key twice on the screen "%s"', (screen) => {
    const keys = KEYMAP[screen].flatMap((binding) => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(screens.filter((screen) => screen !== 'leaving'))(
    'has a way out of the screen "%s" in its footer',
    (screen) => {
      const commands = hintsFor(screen, false).map((binding) => binding.command);
      expect(commands.some((command) => command === 'back' || command === 'leave')).toBe(true);
    },
  );

  it('binds what ux.md prints in the footer of the walk', () => {
    const keys = { r: 'again', s: 'skip', g: 'go-to', e: 'edit', n: 'note', o: 'output', h: 'causes' } as const;
    for (const [key, command] of Object.entries(keys)) expect(commandFor('walk', charKey(key))).toBe(command);
    const more = { u: 'update', x: 'export', '?': 'help', q: 'leave', w: 'why', c: 'cancel', a: 'auto' } as const;
    for (const [key, command] of Object.entries(more)) expect(commandFor('walk', charKey(key))).toBe(command);
    expect(commandFor('walk', namedKey('enter'))).toBe('advance');
  });

  it('means the same everywhere by the same key', () => {
    for (const screen of screens) {
      expect(commandFor(screen, charKey('z', { ctrl: true }))).toBe('suspend');
      expect(commandFor(screen, charKey('l', { ctrl: true }))).toBe('repaint');
    }
  });

  it('tells keys by their names, shift and all', () => {
    expect(keyName(charKey('G'))).toBe('G');
    expect(keyName(charKey(' '))).toBe('space');
    expect(keyName(charKey('c', { ctrl: true }))).toBe('ctrl-c');
    expect(keyName(namedKey('tab', { shift: true }))).toBe('shift-tab');
    expect(keyLabel('ctrl-c', glyphs(true))).toBe('Ctrl-C');
    expect(keyLabel('left', glyphs(false))).toBe('Left');
  });

  it('names c while something runs, and Enter while nothing does', () => {
    const words = (running: boolean) => hintsFor('walk', running).map((binding) => binding.hint);
    expect(words(true)).toContain('cancel');
    expect(words(true)).not.toContain('next');
    expect(words(false)).toContain('next');
  });

  it('writes a table of every key for the README', () => {
    const text = keymapMarkdown();
    for (const screen of screens) {
      for (const { about } of KEYMAP[screen]) expect(text).toContain(`| ${about} |`);
    }
    for (const { about } of EVERYWHERE) expect(text).toContain(about);
    expect(text).toContain('| `Enter` | the advised next thing |');
  });
});
