import { glyphs } from '../terminal/glyphs.ts';
import { keyLabel } from './key-matching.ts';
import { type Binding, EVERYWHERE, KEYMAP, SCREEN_TITLES } from './keymap.ts';
import type { ScreenName } from './model/state.ts';

/** The tables of the README: every screen's keys, and those that hold everywhere. */
export function keymapMarkdown(): string {
  const screens = (Object.keys(KEYMAP) as ScreenName[]).filter((screen) => KEYMAP[screen].length > 0);
  const sections = screens.map((screen) => `### ${SCREEN_TITLES[screen]}\n\n${table(KEYMAP[screen])}`);
  return [`### Everywhere\n\n${table(EVERYWHERE)}`, ...sections].join('\n\n');
}

function table(bindings: readonly Binding[]): string {
  const rows = bindings.map(({ keys, about }) => `| ${keys.map(code).join(' ')} | ${about} |`);
  return ['| key | what it does |', '|---|---|', ...rows].join('\n');
}

function code(name: string): string {
  const label = name === 'enter' ? 'Enter' : keyLabel(name, glyphs(true));
  return `\`${label}\``;
}
