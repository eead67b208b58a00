import { Box, Text } from 'ink';
import { createContext, memo, useContext } from 'react';
import type { Row } from '../rows.ts';
import { styleOf } from '../theme.ts';

/** Whether the terminal has colours, and whoever sits before it wants them. */
export const Colours = createContext(true);

/** Rows of text, each already cut to the width; one Text a row, so that a frame costs what is visible. */
export function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is what it is by its place
        <OneRow key={index} row={one} />
      ))}
    </Box>
  );
}

const OneRow = memo(function OneRow({ row }: { readonly row: Row }) {
  const hasColours = useContext(Colours);
  return (
    <Text wrap="truncate">
      {row.length === 0
        ? ' '
        : row.map(({ text, tone }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: likewise
            <Text key={index} {...(hasColours ? styleOf(tone) : {})}>
              {text}
            </Text>
          ))}
    </Text>
  );
}, isAlike);

/** Rows are made anew for every frame; most of them say what they said. */
function isAlike({ row: a }: { readonly row: Row }, { row: b }: { readonly row: Row }): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((one, index) => one.text === b[index]?.text && one.tone === b[index]?.tone))
  );
}
