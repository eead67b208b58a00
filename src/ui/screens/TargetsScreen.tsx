import { Box } from 'ink';
import { bodyHeight } from '../model/layout.ts';
import type { UiState } from '../model/state.ts';
import { targetDetailRows, targetHeadRows, targetListRows, troubleRows } from '../view/targets-rows.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** What to look at: the troubled first, narrowed by typing. */
export function TargetsScreen({ state }: { readonly state: UiState }) {
  const width = state.size.columns;
  const trouble = troubleRows(state, width);
  const height = Math.max(1, bodyHeight(state.size) - 5 - trouble.length);
  return (
    <Frame state={state}>
      <Rows rows={[...targetHeadRows(state, width), ...trouble]} />
      <Box flexDirection="column" height={state.look.linear ? undefined : height + 1} flexShrink={0}>
        <Rows rows={targetListRows(state, width, height)} />
      </Box>
      <Rows rows={targetDetailRows(state, width)} />
    </Frame>
  );
}
