import { sanitiseLine } from '../../terminal/sanitise.ts';
import type { Look } from '../look.ts';
import type { LiveOutput } from '../ports.ts';
import { cutRow, type Row, row, span } from '../rows.ts';
import { byteSize } from './words.ts';

/** How much of a line is looked at: more than the widest window shows. */
const MOST_WIDTH = 1000;

/** The last lines of what a running command has printed, in at most `room` rows; the first row says how much it was. */
export function liveRows({ lines, bytes }: LiveOutput, width: number, room: number, look: Look): Row[] {
  const { vertical, ellipsis } = look.glyphs;
  const shown = lines.slice(-Math.max(1, room - 1));
  const how = shown.length < lines.length ? ', its last lines' : '';
  return [
    row(span(`so far ${byteSize(bytes)}${how}`, 'muted')),
    ...shown.map((line) => {
      const safe = sanitiseLine(line, { unicode: look.unicode, maxWidth: MOST_WIDTH, escapes: 'hide-colours' });
      return cutRow(row(span(`${vertical} `, 'muted'), safe), width, ellipsis);
    }),
  ];
}
