import { Box } from 'ink';
import type { TerminalSize } from '../../terminal/size.ts';
import { SMALLEST } from '../model/layout.ts';
import { paragraph } from '../rows.ts';
import { Rows } from './Rows.tsx';

/** The window is too small to work in; nothing is lost meanwhile. */
export function TooSmall({ size }: { readonly size: TerminalSize }) {
  const text = `This window is too small: ${size.columns}x${size.rows}. walkdown needs ${SMALLEST.columns}x${SMALLEST.rows}. Make it larger; nothing is lost. Ctrl-C twice leaves.`;
  return (
    <Box width={size.columns} height={size.rows} flexDirection="column" flexShrink={0}>
      <Rows rows={paragraph(text, size.columns).slice(0, size.rows)} />
    </Box>
  );
}
