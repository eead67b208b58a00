import { Box } from 'ink';
import type { UiState } from '../model/state.ts';
import type { TextField } from '../model/text-field.ts';
import { BLANK, paragraph, row, span } from '../rows.ts';
import { fieldRow } from '../view/field-row.ts';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

interface TypingProps {
  readonly state: UiState;
  readonly title: string;
  /** What becomes of the text. Clean. */
  readonly about: string;
  readonly field: TextField;
}

/** One line of text: a note, a reason. */
export function TypingScreen({ state, title, about, field }: TypingProps) {
  const width = state.size.columns - 4;
  return (
    <Frame state={state}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows
          rows={[
            ...paragraph(title, width, { tone: 'strong' }),
            BLANK,
            row(span('> ', 'accent'), ...fieldRow(field, width - 2, state.look)),
            BLANK,
            ...paragraph(about, width, { tone: 'muted' }),
          ]}
        />
      </Box>
    </Frame>
  );
}
