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

/**
 * Makes the same check again and again until it holds, and returns what it returned. After `limitMs` it rejects with
 * what the check itself said last. The limit is a busy machine's: vitest's own `waitFor` gives up after one second.
 */
export async function eventually<T>(check: () => T | Promise<T>, limitMs = 15_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await pause(20);
  }
}
