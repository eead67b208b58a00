import { Box } from 'ink';
import { clean } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, cutRow, type Row, row, span, windowed } from '../rows.ts';
import { fieldRow } from '../view/field-row.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

interface EditProps {
  readonly state: UiState;
  readonly screen: ScreenOf<'edit'>;
  /** The first line is the binary. */
  readonly hasBinary: boolean;
}

/** The parameters of the steps: whom they talk to, a line each. */
export function EditScreen({ state, screen, hasBinary }: EditProps) {
  const { look, size } = state;
  const width = size.columns - 4;
  const rows = screen.fields.map((field, index): Row => {
    const isHere = index === screen.index;
    const cursor = span(isHere ? `${look.glyphs.cursor} ` : '  ', 'accent');
    const label = hasBinary && index === 0 ? span('binary    ', 'muted') : span('endpoint  ', 'muted');
    const isNew = index === screen.fields.length - 1 && field.chars.length === 0 && !isHere;
    const text = isNew ? [span('another one', 'muted')] : fieldRow(field, width - 14, look, isHere);
    return cutRow([cursor, label, ...text], width, look.glyphs.ellipsis);
  });
  const height = Math.max(1, bodyHeight(size) - 5);
  const error = screen.error === '' ? BLANK : row(span(`${look.glyphs.fault} ${clean(screen.error, look)}`, 'fault'));
  return (
    <Frame state={state}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows
          rows={[
            row(span('What the steps look at', 'strong')),
            BLANK,
            ...windowed(rows, screen.index - height + 2, height),
            BLANK,
            error.length > 0
              ? cutRow(error, width, look.glyphs.ellipsis)
              : row(span('HOST, HOST:PORT or [IPv6]:PORT; an empty line is taken out.', 'muted')),
          ]}
        />
      </Box>
    </Frame>
  );
}
