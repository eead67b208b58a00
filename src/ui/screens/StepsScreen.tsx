import { Box } from 'ink';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState, WalkView } from '../model/state.ts';
import { BLANK, row, span } from '../rows.ts';
import { stepsRows, stepsStatus } from '../view/steps-rows.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

interface StepsProps {
  readonly state: UiState;
  readonly walk: WalkView;
  readonly screen: ScreenOf<'steps'>;
}

/** Any step, by list. */
export function StepsScreen({ state, walk, screen }: StepsProps) {
  const width = state.size.columns - 2;
  const height = Math.max(1, bodyHeight(state.size) - 3);
  return (
    <Frame state={state} status={stepsStatus(state, walk, screen)}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows rows={[row(span('Go to a step', 'strong')), BLANK, ...stepsRows(state, walk, screen, width, height)]} />
      </Box>
    </Frame>
  );
}
