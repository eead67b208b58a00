import { cutToWidth, textWidth } from '../../terminal/width.ts';
import { clean, type Look } from '../look.ts';
import type { TextField } from '../model/text-field.ts';
import { type Row, row, span } from '../rows.ts';

/** A text being typed, in `width` cells: what does not fit is scrolled so that the cursor can be seen. */
export function fieldRow(field: TextField, width: number, look: Look, isFocused = true): Row {
  const shown = field.chars.map((char) => clean(char, look));
  if (!isFocused) return row(shown.join(''));
  const room = Math.max(4, width - 2);
  // A mark that cannot stand alone is shown by its number, which may be wider than all the room.
  const under = cutToWidth(shown[field.at] ?? ' ', room - 1);
  let start = field.at;
  for (let used = textWidth(under); start > 0; start--) {
    used += textWidth(shown[start - 1] ?? '');
    if (used > room) break;
  }
  let end = field.at + 1;
  for (let used = textWidth(shown.slice(start, field.at).join('')) + textWidth(under); end < shown.length; end++) {
    used += textWidth(shown[end] ?? '');
    if (used > room) break;
  }
  const before = shown.slice(start, field.at).join('');
  const after = shown.slice(field.at + 1, end).join('');
  // Without reverse video the cursor is a sign of its own.
  if (!look.colour) return row(before, span('_', 'accent'), under === ' ' ? '' : under, after);
  return row(before, span(under, 'selected'), after);
}
