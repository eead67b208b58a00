import { Box } from 'ink';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { pagerRows, pagerStatus } from '../view/pager-rows.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** A long output, with search. Only the visible rows are made. */
export function PagerScreen({ state, screen }: { readonly state: UiState; readonly screen: ScreenOf<'pager'> }) {
  const { size, look } = state;
  const width = size.columns - 2;
  const rows = pagerRows(screen.pager, { width, height: bodyHeight(size), look });
  return (
    <Frame state={state} status={pagerStatus(state, screen.pager, width)}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows rows={rows} />
      </Box>
    </Frame>
  );
}
