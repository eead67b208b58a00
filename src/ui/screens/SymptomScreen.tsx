import { Box } from 'ink';
import { clean, type Look } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import type { SymptomChoice } from '../ports.ts';
import { BLANK, cutRow, type Row, row, span } from '../rows.ts';
import { fieldRow } from '../view/field-row.ts';
import { knownRows } from '../view/known-rows.ts';
import { Choices } from './Choices.tsx';
import { Frame } from './Frame.tsx';
import { Rows } from './Rows.tsx';

interface SymptomProps {
  readonly state: UiState;
  readonly screen: ScreenOf<'symptom'>;
  readonly onChoose: (value: string) => void;
}

/** "What do you see?", below what is known already; what the target itself suggests stands on top, with why. */
export function SymptomScreen({ state, screen, onChoose }: SymptomProps) {
  const { look, size, walk } = state;
  const width = size.columns - 2;
  const height = bodyHeight(size);
  const known = walk === null ? [] : knownRows(state, walk, width, true).slice(0, height >= 18 ? 5 : 2);
  const items = screen.choices.map((one) => ({ value: one.id, rows: itemRows(one, width - 2, look) }));
  const limit = limitOf(
    items.map((one) => one.rows.length),
    height - known.length - 2,
  );
  return (
    <Frame state={state} status={limit < items.length ? moreItems(items.length, look) : []}>
      <Box flexDirection="column" paddingX={1} flexShrink={0}>
        <Rows rows={[...known, BLANK, questionRow(screen, look, width)]} />
        {screen.typing === null ? (
          <Choices key={screen.pasted} items={items} look={look} limit={limit} onChoose={onChoose} />
        ) : (
          <Rows
            rows={[
              row('> ', ...fieldRow(screen.typing, width - 2, look)),
              row(span('Paste or type what it says, then Enter.', 'muted')),
            ]}
          />
        )}
      </Box>
    </Frame>
  );
}

/** That there are more than can be seen at once. */
function moreItems(count: number, { glyphs }: Look): Row {
  return row(span(`${glyphs.down} ${count} in all`, 'muted'));
}

/** How many items fit at least, wherever the window of the menu stands: those of two rows may all be in it. */
function limitOf(heights: readonly number[], room: number): number {
  let used = 0;
  const over = heights
    .toSorted((a, b) => b - a)
    .findIndex((rows) => {
      used += rows;
      return used > room;
    });
  return over < 0 ? heights.length : Math.max(1, over);
}

function questionRow({ pasted }: ScreenOf<'symptom'>, look: Look, width: number): Row {
  const from = pasted === '' ? '' : `  ${clean(pasted, look)}`;
  return cutRow(row(span('What do you see?', 'strong'), span(from, 'muted')), width, look.glyphs.ellipsis);
}

function itemRows({ words, because }: SymptomChoice, width: number, look: Look): Row[] {
  const first = cutRow(row(clean(words, look)), width, look.glyphs.ellipsis);
  if (because === null) return [first];
  return [
    first,
    cutRow(row(span(`  ${look.glyphs.next} ${clean(because, look)}`, 'suspect')), width, look.glyphs.ellipsis),
  ];
}
