import { Box } from 'ink';
import { clean } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { Choice, UiState } from '../model/state.ts';
import { BLANK, cutRow, paragraph, type Row, row, span } from '../rows.ts';
import { Choices } from './Choices.tsx';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

interface MenuProps {
  readonly state: UiState;
  /** What is asked. */
  readonly head: readonly Row[];
  readonly choices: readonly Choice[];
  readonly foot?: readonly Row[];
  readonly onChoose: (value: string) => void;
}

/** A question with its answers. */
export function MenuScreen({ state, head, choices, foot = [], onChoose }: MenuProps) {
  const { look, size } = state;
  const width = size.columns - 4;
  const items = choices.map((one) => {
    const about = one.about === '' ? [] : [span(`  ${clean(one.about, look)}`, 'muted')];
    return {
      value: one.value,
      rows: [cutRow([...row(clean(one.label, look)), ...about], width, look.glyphs.ellipsis)],
    };
  });
  const limit = Math.max(2, bodyHeight(size) - head.length - foot.length - 2);
  return (
    <Frame state={state}>
      <Box paddingX={1} flexDirection="column" flexShrink={0}>
        <Rows rows={[...head, BLANK]} />
        <Choices items={items} look={look} limit={limit} onChoose={onChoose} />
        <Rows rows={foot.length === 0 ? [] : [BLANK, ...foot]} />
      </Box>
    </Frame>
  );
}

/** A title in strong letters and a text below it. */
export function headRows(state: UiState, title: string, text: string): Row[] {
  const width = state.size.columns - 4;
  const rows = paragraph(clean(title, state.look), width, { tone: 'strong' });
  return text === '' ? rows : [...rows, BLANK, ...paragraph(clean(text, state.look), width)];
}
