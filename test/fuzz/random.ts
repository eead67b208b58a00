/** A source of chance that the same seed repeats (mulberry32). */
export interface Chance {
  /** From 0 up to below 1. */
  next(): number;
  /** A whole number from 0 up to below `end`. */
  below(end: number): number;
  pick<T>(list: readonly T[]): T;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    pick<T>(list: readonly T[]): T {
      const one = list[below(list.length)];
      if (one === undefined && list.length === 0) throw new Error('nothing to pick from');
      return one as T;
    },
  };
}
