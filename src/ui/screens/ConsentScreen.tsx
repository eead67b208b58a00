import { Box } from 'ink';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, row, span, windowed } from '../rows.ts';
import { consentRows } from '../view/consent-rows.ts';
import { moreStatus } from '../view/more-status.ts';
import { spinner } from '../view/sign.ts';
import { seconds } from '../view/words.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** Before the first container of ours is made: what will be made, and whom it will talk to. */
export function ConsentScreen({ state, screen }: { readonly state: UiState; readonly screen: ScreenOf<'consent'> }) {
  const { look, now, size } = state;
  if (screen.plan === null) {
    const elapsed = look.linear ? '' : `  ${seconds(now - screen.since)}`;
    return (
      <Frame state={state}>
        <Rows
          rows={[BLANK, row('  ', spinner(look, now), ' choosing a matched debug image', span(elapsed, 'muted'))]}
        />
      </Frame>
    );
  }
  const height = look.linear ? Number.MAX_SAFE_INTEGER : bodyHeight(size);
  const { rows } = consentRows(screen, look, size.columns - 2, height);
  return (
    <Frame state={state} status={moreStatus(look, rows.length, screen.top, height)}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows rows={windowed(rows, screen.top, height)} />
      </Box>
    </Frame>
  );
}
