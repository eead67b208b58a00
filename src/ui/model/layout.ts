import type { TerminalSize } from '../../terminal/size.ts';

/** Smaller than this, the screens say so and wait. */
export const SMALLEST: TerminalSize = { columns: 60, rows: 15 };
/** Narrower than this, the list of steps folds into one line. */
const TWO_PANES = 72;
/** From this height on, the keys may take two rows. */
const TALL = 24;

export function isTooSmall(size: TerminalSize): boolean {
  return size.columns < SMALLEST.columns || size.rows < SMALLEST.rows;
}

/** How many rows the keys have. */
export function footerHeight(size: TerminalSize): number {
  return size.rows >= TALL ? 2 : 1;
}

/** Rows between the header with its rule and the rule above the keys. */
export function bodyHeight(size: TerminalSize): number {
  return Math.max(1, size.rows - 3 - footerHeight(size));
}

/** The walk screen: the list of steps and the step beside it, or the list folded into a line above it. */
export interface WalkLayout {
  readonly panes: 1 | 2;
  /** Cells of the list; 0 when it is folded. */
  readonly list: number;
  /** Cells of the step's own text, without its margins. */
  readonly detail: number;
  /** Rows of the step. */
  readonly detailRows: number;
  /** Rows of the list, without what stands below it. */
  readonly listRows: number;
}

/** Below the list: the likely cause and the counts, two rows each, and a row of air. */
const SUMMARY_ROWS = 5;

export function walkLayout(size: TerminalSize, linear: boolean): WalkLayout {
  const rows = bodyHeight(size);
  if (linear || size.columns < TWO_PANES) {
    return { panes: 1, list: 0, detail: size.columns - 2, detailRows: Math.max(1, rows - 2), listRows: 0 };
  }
  const list = Math.min(44, Math.max(29, Math.floor(size.columns * 0.3)));
  return {
    panes: 2,
    list,
    detail: size.columns - list - 3,
    detailRows: rows,
    listRows: Math.max(1, rows - SUMMARY_ROWS),
  };
}
