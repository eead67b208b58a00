import { Box } from 'ink';
import { bodyHeight, walkLayout } from '../model/layout.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { BLANK, type Row, row, span, windowed } from '../rows.ts';
import { moreStatus } from '../view/more-status.ts';
import { detailRows } from '../view/step-detail.ts';
import { foldedListRow, stepListRows, summaryRows } from '../view/step-list.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** The walk: the steps on the left, the one that is shown on the right; on a narrow terminal the list is a line. */
export function WalkScreen({ state, walk }: { readonly state: UiState; readonly walk: WalkView }) {
  const { look, size } = state;
  const layout = walkLayout(size, look.linear);
  const rows = detailRows(state, layout.detail, layout.detailRows);
  const status = moreStatus(look, rows.length, state.detailTop, layout.detailRows);
  const detail = windowed(rows, state.detailTop, look.linear ? rows.length : layout.detailRows);
  if (layout.panes === 1) {
    return (
      <Frame state={state} status={status}>
        <Rows rows={[foldedListRow(state, walk, size.columns), BLANK]} />
        <Box paddingX={1} flexDirection="column" flexShrink={0}>
          <Rows rows={detail} />
        </Box>
      </Frame>
    );
  }
  return (
    <Frame state={state} status={status}>
      <Box flexShrink={0}>
        <Box width={layout.list} flexDirection="column" flexShrink={0}>
          <Rows rows={listRows(state, walk, layout.list, layout.listRows)} />
        </Box>
        <Box width={2} flexDirection="column" flexShrink={0}>
          <Rows rows={divider(state)} />
        </Box>
        <Box width={layout.detail} flexDirection="column" flexShrink={0}>
          <Rows rows={detail} />
        </Box>
      </Box>
    </Frame>
  );
}

/** The list, and below it, at the bottom, what it looks like so far. */
function listRows(state: UiState, walk: WalkView, width: number, height: number): readonly Row[] {
  const summary = summaryRows(state, walk, width);
  const space = bodyHeight(state.size) - summary.length - 1;
  return [...stepListRows(state, walk, width, Math.max(height, space)), BLANK, ...summary];
}

function divider({ look, size }: UiState): readonly Row[] {
  return Array.from({ length: bodyHeight(size) }, () => row(span(look.glyphs.vertical, 'muted')));
}
