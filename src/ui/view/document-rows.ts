import { topScreen, type UiState } from '../model/state.ts';
import type { Row } from '../rows.ts';
import { backgroundRows } from './background-rows.ts';
import { endRows } from './end-rows.ts';
import { helpRows } from './help-rows.ts';
import { updateRows } from './update-rows.ts';
import { whyRows } from './why-rows.ts';

/** All rows of the screen on top, where it is one text that is scrolled. */
export function documentRows(state: UiState, width: number): readonly Row[] {
  const screen = topScreen(state);
  const { walk } = state;
  switch (screen.name) {
    case 'help':
      return helpRows(state, screen, width);
    case 'update':
      return updateRows(state, screen, width);
    case 'background':
      return walk === null ? [] : backgroundRows(state, walk, screen.ref, width);
    case 'why':
      return walk === null ? [] : whyRows(state, walk, screen.ref, width);
    case 'end':
      return walk === null ? [] : endRows(state, walk, width);
    default:
      return [];
  }
}
