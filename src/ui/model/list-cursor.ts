/** How a cursor may move in a list. */
export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** The index after a move: it stops at the ends, because a list that wraps loses people in the dark. */
export function moved(index: number, length: number, move: Move, page: number): number {
  const last = Math.max(0, length - 1);
  const to = {
    up: index - 1,
    down: index + 1,
    'page-up': index - Math.max(1, page),
    'page-down': index + Math.max(1, page),
    first: 0,
    last,
  }[move];
  return Math.max(0, Math.min(last, to));
}

/**
 * The first visible index of a window of `height` rows, so that `index` is visible with a row of what comes next on
 * either side, moving as little as possible from where the window was.
 */
export function windowTop(top: number, index: number, length: number, height: number): number {
  const margin = height > 4 ? 1 : 0;
  let first = Math.min(top, index - margin);
  if (index > first + height - 1 - margin) first = index - height + 1 + margin;
  return Math.max(0, Math.min(first, length - height));
}

/** Where an item went after the list changed: by its key, else the place it had. */
export function followKey<T>(items: readonly T[], keyOf: (item: T) => string, key: string, index: number): number {
  const found = items.findIndex((item) => keyOf(item) === key);
  return found >= 0 ? found : Math.max(0, Math.min(index, items.length - 1));
}
