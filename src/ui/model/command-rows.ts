import { textWidth, wrapToWidth } from '../../terminal/width.ts';

const INDENT = '      ';
const CONTINUED = ' \\';
/** A word of a command line: a space within quotes does not end it. */
const WORD = /(?:[^\s'"]|'[^']*'|"[^"]*"|['"])+/g;

/**
 * A command line in rows of at most `width` cells, broken between words as a shell lets one break it: each row but the
 * last ends in a backslash, so that what is marked with the mouse still runs. A word that fills a row alone is cut.
 */
export function commandRows(line: string, width: number): string[] {
  const lead = /^\s*(?:by hand[^:]{0,20}: |\$ )?/.exec(line)?.[0] ?? '';
  const words = line.slice(lead.length).match(WORD) ?? [];
  if (textWidth(line) <= width || words.length < 2) return wrapToWidth(line, width);
  const rows: string[] = [];
  let row = lead + (words[0] ?? '');
  for (const word of words.slice(1)) {
    if (textWidth(row) + 1 + textWidth(word) + CONTINUED.length <= width) row += ` ${word}`;
    else {
      rows.push(row + CONTINUED);
      row = INDENT + word;
    }
  }
  rows.push(row);
  return rows.flatMap((one) => wrapToWidth(one, width, { words: false }));
}
