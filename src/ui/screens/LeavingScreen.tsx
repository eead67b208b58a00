import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, paragraph, row, span } from '../rows.ts';
import { spinner } from '../view/sign.ts';
import { seconds } from '../view/words.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

const KEPT = 'Nothing is lost: what was found is in the session, and the walk can be taken up where it stands.';
const AT_ONCE = 'Ctrl-C leaves at once; what is left of ours ends by itself at its time, or goes with walkdown sweep.';

/** While everything of ours is taken away again. */
export function LeavingScreen({ state, screen }: { readonly state: UiState; readonly screen: ScreenOf<'leaving'> }) {
  const { look, now } = state;
  const what = state.walk === null ? ' leaving' : ' removing what is ours, checking the target, writing the notes';
  const elapsed = look.linear ? '' : `  ${seconds(now - screen.since)}`;
  return (
    <Frame state={state}>
      <Rows
        rows={[
          BLANK,
          row('  ', spinner(look, now), what, span(elapsed, 'muted')),
          BLANK,
          ...(state.walk === null || state.walk.recorded
            ? []
            : paragraph(KEPT, state.size.columns - 2, { first: row('    ') })),
          ...paragraph(AT_ONCE, state.size.columns - 2, { first: row('    '), tone: 'muted' }),
        ]}
      />
    </Frame>
  );
}
