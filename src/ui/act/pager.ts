import type { Command } from '../keymap.ts';
import { bodyHeight } from '../model/layout.ts';
import {
  atEnd,
  atStart,
  lineAt,
  type Pager,
  type PagerWindow,
  scrolled,
  searched,
  toggledOnly,
} from '../model/pager.ts';
import { changed, popped } from '../model/state.ts';
import { EMPTY_FIELD, fieldText } from '../model/text-field.ts';
import { showHelp } from './reading.ts';
import type { Ui } from './ui.ts';

const SIDEWAYS = 16;

/** The window of the pager: the body less the margin, and less a row for the search while one is typed. */
function pagerWindow(ui: Ui): PagerWindow {
  const { size, look } = ui.state;
  return { width: size.columns - 2, height: bodyHeight(size), look };
}

export function pagerCommand(ui: Ui, command: Command): void {
  const pager = ui.topIf('pager')?.pager;
  if (pager === undefined) return;
  if (pager.typing !== null) {
    if (command === 'choose') search(ui, pager, fieldText(pager.typing));
    if (command === 'back') put(ui, { ...pager, typing: null });
    return;
  }
  if (command === 'back') {
    ui.set(popped);
    return;
  }
  if (command === 'help') {
    showHelp(ui);
    return;
  }
  if (command === 'copy') {
    void ui.outside.copy(pager.text.copy).then(({ words }) => ui.say(words));
    return;
  }
  put(ui, moved(pager, command, pagerWindow(ui)));
}

function moved(before: Pager, command: Command, window: PagerWindow): Pager {
  const pager = { ...before, message: '' };
  switch (command) {
    case 'up':
      return scrolled(pager, -1, window);
    case 'down':
      return scrolled(pager, 1, window);
    case 'page-up':
      return scrolled(pager, 1 - window.height, window);
    case 'page-down':
      return scrolled(pager, window.height - 1, window);
    case 'first':
      return atStart(pager);
    case 'last':
      return atEnd(pager, window);
    case 'left':
      return { ...pager, column: Math.max(0, pager.column - SIDEWAYS) };
    case 'right':
      return pager.wrap
        ? { ...pager, message: 'w cuts long lines; then they scroll sideways' }
        : { ...pager, column: pager.column + SIDEWAYS };
    case 'wrap':
      return { ...pager, wrap: !pager.wrap, row: 0, column: 0, message: pager.wrap ? 'long lines are cut' : '' };
    case 'only-matches':
      return toggledOnly(pager);
    case 'search':
      return { ...pager, typing: EMPTY_FIELD };
    case 'next-match':
      return searched(pager, 1, window);
    case 'previous-match':
      return searched(pager, -1, window);
    default:
      return pager;
  }
}

/** A new search begins at the first visible line, and in all lines. */
function search(ui: Ui, pager: Pager, query: string): void {
  const begun = { ...pager, typing: null, only: null, line: lineAt(pager, pager.line), query: query || pager.query };
  put(ui, searched(begun, 1, pagerWindow(ui), begun.line));
}

function put(ui: Ui, pager: Pager): void {
  ui.set((state) => changed(state, 'pager', (screen) => ({ ...screen, pager })));
}
