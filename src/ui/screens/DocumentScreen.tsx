import { Box } from 'ink';
import { bodyHeight } from '../model/layout.ts';
import type { UiState } from '../model/state.ts';
import { windowed } from '../rows.ts';
import { documentRows } from '../view/document-rows.ts';
import { moreStatus } from '../view/more-status.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** Screens that are one text: the keys, the background, why, the update, the end. */
export function DocumentScreen({ state, top }: { readonly state: UiState; readonly top: number }) {
  const { look, size } = state;
  const rows = documentRows(state, size.columns - 2);
  const height = look.linear ? rows.length : bodyHeight(size);
  return (
    <Frame state={state} status={moreStatus(look, rows.length, top, height)}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows rows={windowed(rows, top, height)} />
      </Box>
    </Frame>
  );
}
