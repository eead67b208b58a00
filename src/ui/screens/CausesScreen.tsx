import { Box } from 'ink';
import type { ScreenOf, UiState } from '../model/state.ts';
import { causesRows } from '../view/causes-rows.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** The board of root causes: what is still possible, what is ruled out, and by what. */
export function CausesScreen({ state, screen }: { readonly state: UiState; readonly screen: ScreenOf<'causes'> }) {
  return (
    <Frame state={state}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows rows={causesRows(state, screen, state.size.columns - 2)} />
      </Box>
    </Frame>
  );
}
