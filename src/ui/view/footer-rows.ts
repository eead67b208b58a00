import { hintsFor, keyLabel, typingHints } from '../key-matching.ts';
import type { Binding, Command } from '../keymap.ts';
import { footerHeight } from '../model/layout.ts';
import type { Pager } from '../model/pager.ts';
import { type Screen, topScreen, type UiState } from '../model/state.ts';
import { BLANK, type Row, row, rowWidth, span } from '../rows.ts';

/** What do I press: the keys of the screen, as many as fit; help and the way out always. */
export function footerRows(state: UiState, width: number): readonly Row[] {
  const screen = topScreen(state);
  const height = footerHeight(state.size);
  const all = isTyping(screen) ? typingHints(screen.name) : hintsFor(screen.name, state.running !== null);
  const isLast = ({ command }: Binding): boolean => command === 'help' || command === 'leave' || command === 'back';
  const hints = all.filter((one) => !isLast(one));
  const last = all.filter(isLast);
  const tail = last.map((one) => hintRow(state, screen, one));
  const rows: Row[] = [];
  let line: Row = BLANK;
  const tailWidth = tail.reduce((sum, one) => sum + rowWidth(one), 0);
  for (const hint of hints) {
    const next = hintRow(state, screen, hint);
    const isLastRow = rows.length === height - 1;
    const room = width - (isLastRow ? tailWidth : 0);
    if (rowWidth(line) + rowWidth(next) > room) {
      if (isLastRow) break;
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

/** A line is typed on a screen that has other keys otherwise. */
function isTyping(screen: Screen): boolean {
  if (screen.name === 'symptom' || screen.name === 'ask') return screen.typing !== null;
  return screen.name === 'pager' && screen.pager.typing !== null;
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
  switch (`${screen.name} ${command}`) {
    case 'end advance':
      return goesOn(state) ? 'go on' : hint;
    case 'walk advance':
      return state.walk?.remaining.length === 0 ? 'findings' : hint;
    default:
  }
  if (isTyping(screen)) return hint;
  // What is not there yet cannot be allowed.
  if (screen.name === 'consent' && screen.plan === null && ['choose', 'refuse', 'tick'].includes(command)) return '';
  if (screen.name === 'consent' && command === 'tick') return (screen.plan?.endpoints.length ?? 0) > 0 ? hint : '';
  if (screen.name === 'export' && command === 'copy') return screen.text === '' ? '' : hint;
  if (screen.name === 'steps' && command === 'back') return screen.filter === '' ? hint : 'all';
  return screen.name === 'pager' ? pagerWord(screen.pager, command, hint) : hint;
}

function pagerWord(pager: Pager, command: Command, hint: string): string {
  if (command === 'wrap') return pager.wrap ? 'cut lines' : 'wrap';
  if (command !== 'next-match' && command !== 'only-matches') return hint;
  if (pager.query === '') return '';
  return command === 'only-matches' && pager.only !== null ? 'all lines' : hint;
}

function goesOn({ walk, stopped }: UiState): boolean {
  return walk !== null && !stopped && walk.remaining.length > 0;
}
