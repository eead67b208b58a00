import { textWidth } from '../../terminal/width.ts';
import { keyLabel } from '../key-matching.ts';
import { type Binding, EVERYWHERE, KEYMAP, SCREEN_TITLES } from '../keymap.ts';
import { clean, cleanProse } from '../look.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, cutRow, fitRow, paragraph, type Row, row, span } from '../rows.ts';

/** Below this width the keys stand in one column. */
const TWO_COLUMNS = 110;

/** The keys of the screen beneath; on a step, its background first. */
export function helpRows(state: UiState, screen: ScreenOf<'help'>, width: number): readonly Row[] {
  const { look, walk } = state;
  const step = walk?.playbook.steps.find((one) => one.id === screen.ref?.step);
  const about =
    step === undefined
      ? []
      : [row(span(clean(step.title, look), 'strong')), ...paragraph(cleanProse(step.why, look), width), BLANK];
  const title = row(span(`Keys: ${SCREEN_TITLES[screen.of].toLowerCase()}`, 'strong'));
  const typing =
    screen.of === 'targets' || screen.of === 'steps'
      ? [row(span('Letters narrow the list as you type.', 'muted'))]
      : [];
  return [...about, title, ...typing, ...keyRows(state, [...KEYMAP[screen.of], ...EVERYWHERE], width)];
}

function keyRows(state: UiState, bindings: readonly Binding[], width: number): Row[] {
  const { look } = state;
  const seen = new Set<string>();
  const own = bindings.filter(({ keys }) => keys.some((key) => !seen.has(key) && seen.add(key)));
  const labels = own.map(({ keys }) => keys.map((key) => keyLabel(key, look.glyphs)).join(' '));
  const column = Math.min(22, Math.max(...labels.map(textWidth)) + 2);
  const half = width >= TWO_COLUMNS ? Math.floor(width / 2) - 2 : width;
  const cells = own.map(({ about }, index): Row => {
    const key = fitRow(row(span(`  ${labels[index]}`, 'key')), column + 2, look.glyphs.ellipsis);
    return cutRow([...key, span(` ${clean(about, look)}`)], half, look.glyphs.ellipsis);
  });
  if (half === width) return cells;
  const rows = Math.ceil(cells.length / 2);
  return Array.from({ length: rows }, (_, index) => [
    ...fitRow(cells[index] ?? BLANK, half + 2, look.glyphs.ellipsis),
    ...(cells[rows + index] ?? BLANK),
  ]);
}
