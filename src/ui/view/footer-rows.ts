import { hintsFor, keyLabel } from '../key-matching.ts';
import type { Binding } from '../keymap.ts';
import { footerHeight } from '../model/layout.ts';
import { type Screen, topScreen, type UiState } from '../model/state.ts';
import { BLANK, type Row, row, rowWidth, span } from '../rows.ts';

/** What do I press: the keys of the screen, as many as fit; help and the way out always. */
export function footerRows(state: UiState, width: number): readonly Row[] {
  const screen = topScreen(state);
  const height = footerHeight(state.size);
  const hints = hintsFor(screen.name, state.running !== null).filter(
    ({ command }) => command !== 'help' && command !== 'leave' && command !== 'back',
  );
  const last = hintsFor(screen.name, state.running !== null).filter(
    ({ command }) => command === 'help' || command === 'leave' || command === 'back',
  );
  const tail = last.map((one) => hintRow(state, screen, one));
  const rows: Row[] = [];
  let line: Row = BLANK;
  const tailWidth = tail.reduce((sum, one) => sum + rowWidth(one), 0);
  for (const hint of hints) {
    const next = hintRow(state, screen, hint);
    const isLast = rows.length === height - 1;
    const room = width - (isLast ? tailWidth : 0);
    if (rowWidth(line) + rowWidth(next) > room) {
      if (isLast) break;
      rows.push(line);
      line = BLANK;
    }
    line = [...line, ...next];
  }
  if (rowWidth(line) + tailWidth > width && rows.length < height - 1) {
    rows.push(line);
    line = BLANK;
  }
  rows.push([...line, ...tail.flat()]);
  while (rows.length < height) rows.push(BLANK);
  return rows;
}

function hintRow(state: UiState, screen: Screen, binding: Binding): Row {
  const { glyphs } = state.look;
  const word = wordOf(state, screen, binding);
  return word === ''
    ? BLANK
    : row(' ', span(keyLabel(binding.keys[0] ?? '', glyphs), 'key'), span(` ${word} `, 'muted'));
}

/** Enter says what it will do now; a key that has nothing to act on is not named. */
function wordOf(state: UiState, screen: Screen, { command, hint = '' }: Binding): string {
  if (screen.name === 'end' && command === 'advance') return goesOn(state) ? 'go on' : hint;
  if (screen.name === 'walk' && command === 'advance') return state.walk?.remaining.length === 0 ? 'findings' : hint;
  if (screen.name === 'consent' && command === 'tick') return (screen.plan?.endpoints.length ?? 0) > 0 ? hint : '';
  if (screen.name === 'export' && command === 'copy') return screen.text === '' ? '' : hint;
  if (screen.name === 'steps' && command === 'back') return screen.filter === '' ? hint : 'all';
  if (screen.name === 'pager') {
    const hasQuery = screen.pager.query !== '';
    if ((command === 'next-match' || command === 'only-matches') && !hasQuery) return '';
    if (command === 'only-matches' && screen.pager.only !== null) return 'all lines';
    if (command === 'wrap') return screen.pager.wrap ? 'cut lines' : 'wrap';
  }
  return hint;
}

function goesOn({ walk, stopped }: UiState): boolean {
  return walk !== null && !stopped && walk.remaining.length > 0;
}
