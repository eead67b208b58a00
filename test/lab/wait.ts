import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again and again until `look` gives something other than undefined or false, and returns that.
 * Rejects after `limitMs`, naming what was waited for and what `look` failed with last.
 */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  let last: unknown;
  do {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(50);
  } while (Date.now() < end);
  throw new Error(`waited ${limitMs} ms for ${what}`, { cause: last });
}
