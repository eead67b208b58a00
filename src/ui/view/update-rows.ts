import { clean } from '../look.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, paragraph, type Row, row, span } from '../rows.ts';

/** The update for the incident channel, as it was copied. */
export function updateRows(state: UiState, screen: ScreenOf<'update'>, width: number): readonly Row[] {
  const { look } = state;
  const { vertical } = look.glyphs;
  const lines = screen.text.split('\n');
  return [
    row(span('Update for the incident channel', 'strong')),
    BLANK,
    ...lines.flatMap((line) =>
      paragraph(clean(line, look), width, {
        first: row(span(`${vertical} `, 'accent')),
        rest: row(span(`${vertical} `, 'accent')),
      }),
    ),
    BLANK,
    ...paragraph(screen.copied === '' ? 'being copied' : clean(screen.copied, look), width, { tone: 'muted' }),
    ...paragraph('It is printed again when you leave, so that it stays in the scrollback.', width, { tone: 'muted' }),
  ];
}
