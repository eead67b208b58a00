import { clean } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, cutRow, row, span } from '../rows.ts';
import { spinner } from '../view/sign.ts';
import { seconds } from '../view/words.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

/** While all that the engine alone can tell is read: what was read so far, and for how long. */
export function OpeningScreen({ state, screen }: { readonly state: UiState; readonly screen: ScreenOf<'opening'> }) {
  const { look, now, size } = state;
  const { ok, ellipsis } = look.glyphs;
  const elapsed = look.linear ? '' : `  ${seconds(now - screen.since)}`;
  const lines = screen.progress.slice(-Math.max(1, bodyHeight(size) - 4));
  return (
    <Frame state={state}>
      <Rows
        rows={[
          BLANK,
          row('  ', spinner(look, now), ' reading ', span(clean(screen.label, look), 'strong'), span(elapsed, 'muted')),
          BLANK,
          ...lines.map((line, index) => {
            const isLast = index === lines.length - 1;
            const sign = isLast ? spinner(look, now) : span(ok, 'ok');
            return cutRow(
              row('    ', sign, span(` ${clean(line, look)}`, isLast ? 'text' : 'muted')),
              size.columns,
              ellipsis,
            );
          }),
        ]}
      />
    </Frame>
  );
}
