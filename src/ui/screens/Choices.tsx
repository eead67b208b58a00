import SelectInput from 'ink-select-input';
import type { Look } from '../look.ts';
import { type Row, row, span } from '../rows.ts';
import { Rows } from './Rows.tsx';

export interface MenuItem {
  readonly value: string;
  /** Rows of the item, each cut to the width less the cursor's two cells. */
  readonly rows: readonly Row[];
}

interface ChoicesProps {
  readonly items: readonly MenuItem[];
  readonly look: Look;
  /** At most so many items are shown at once. */
  readonly limit: number;
  readonly onChoose: (value: string) => void;
}

/**
 * A menu, by ink-select-input. It gets its keys from the root handler alone, which forwards only the arrows, j, k and
 * Enter: digits never choose anything.
 */
export function Choices({ items, look, limit, onChoose }: ChoicesProps) {
  const rowsOf = new Map(items.map(({ value, rows }) => [value, rows]));
  return (
    <SelectInput
      items={items.map(({ value }) => ({ key: value, value, label: value }))}
      limit={Math.max(1, limit)}
      indicatorComponent={({ isSelected = false }) => (
        <Rows rows={[row(span(isSelected ? `${look.glyphs.cursor} ` : '  ', 'accent'))]} />
      )}
      itemComponent={({ isSelected = false, label }) => (
        <Rows rows={(rowsOf.get(label) ?? []).map((one, index) => (index === 0 && isSelected ? strong(one) : one))} />
      )}
      onSelect={({ value }) => onChoose(value)}
    />
  );
}

function strong(one: Row): Row {
  return row(...one.map(({ text, tone }) => span(text, tone === 'text' ? 'strong' : tone)));
}
