import { Box } from 'ink';
import type { ReactNode } from 'react';
import { clean } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { UiState } from '../model/state.ts';
import { cutRow, type Row, row, rowWidth, span } from '../rows.ts';
import { footerRows } from '../view/footer-rows.ts';
import { headerRow } from '../view/header-row.ts';
import { Rows } from './Rows.tsx';

interface FrameProps {
  readonly state: UiState;
  /** What the lower rule says while there is no message; cut where it is too long. */
  readonly status?: Row;
  readonly children: ReactNode;
}

/** Every screen: where am I, what did it say, what do I press. As tall as the terminal, never taller. */
export function Frame({ state, status, children }: FrameProps) {
  const { columns, rows } = state.size;
  const height = state.look.linear ? undefined : rows;
  return (
    <Box flexDirection="column" width={columns} height={height} flexShrink={0}>
      <Rows rows={[headerRow(state, columns), ...ruleRows(state, [])]} />
      <Box flexDirection="column" height={state.look.linear ? undefined : bodyHeight(state.size)} flexShrink={0}>
        {children}
      </Box>
      <Rows rows={[...ruleRows(state, statusOf(state, status)), ...footerRows(state, columns)]} />
    </Box>
  );
}

/** What was done just now, else what cannot be written or reached, else the screen's own words. */
function statusOf({ message, walk, look }: UiState, status: Row = []): Row {
  if (message !== null) return row(span(clean(message.text, look), message.tone));
  const trouble = walk?.trouble ?? null;
  if (trouble !== null) return row(span(`${look.glyphs.suspect} ${clean(trouble, look)}`, 'suspect'));
  return status;
}

/** A rule across the screen, with words in it; where lines are printed or spoken, the words alone. */
function ruleRows({ look, size }: UiState, words: Row): readonly Row[] {
  const { horizontal, ellipsis } = look.glyphs;
  if (look.linear) return words.length === 0 ? [] : [words];
  if (words.length === 0) return [row(span(horizontal.repeat(size.columns), 'muted'))];
  const shown = cutRow(words, size.columns - 6, ellipsis);
  const left = size.columns - rowWidth(shown) - 4;
  return [
    [span(`${horizontal.repeat(2)} `, 'muted'), ...shown, span(` ${horizontal.repeat(Math.max(0, left))}`, 'muted')],
  ];
}
