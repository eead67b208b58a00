import type { StoreApi } from 'zustand/vanilla';

/**
 * The same store, whose listeners hear of a burst of changes once, in the next turn of the event loop. React renders at
 * once for every change it hears of; a walk past ten steps that are well makes dozens in a row, of which nobody could
 * see more than the last.
 */
export function framed<T>(store: StoreApi<T>): StoreApi<T> {
  const listeners = new Set<(state: T, before: T) => void>();
  let before = store.getState();
  let isPlanned = false;
  const tell = (): void => {
    isPlanned = false;
    const state = store.getState();
    const last = before;
    before = state;
    if (state !== last) for (const listener of listeners) listener(state, last);
  };
  store.subscribe(() => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(tell);
  });
  return {
    ...store,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
