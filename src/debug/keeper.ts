import { type ImageContents, mayBeKept, throughLoader } from './image-contents.ts';

/** Keeps a started container, and ends it by itself when its time is over. */
export interface Keeper {
  /** Waits for so many whole seconds; 0: ends at once (what starting a command costs). */
  argv(seconds: number): string[];
}

/** Commands that wait for so many seconds and then end, best first. */
const WAITERS: readonly (readonly string[])[] = [
  ['sleep', '{}'],
  ['busybox', 'sleep', '{}'],
  ['perl', '-e', 'sleep {}'],
  ['python3', '-c', 'import time; time.sleep({})'],
];

function keeperOf(words: readonly string[]): Keeper {
  return {
    argv: (seconds) => words.map((word) => word.replace('{}', String(Math.max(0, Math.ceil(seconds))))),
  };
}

/** What to try in an image of ours or a team's, in this order: whether it is there shows when it is started. */
export const KEEPERS: readonly Keeper[] = WAITERS.map(keeperOf);

/**
 * What the target's own image has to wait with, started by naming its libc's loader; null when there is nothing, or a
 * command could not be ended in it without running what may not be run.
 */
export async function keeperOfTargetImage(contents: ImageContents): Promise<Keeper | null> {
  if (!(await mayBeKept(contents))) return null;
  const architecture = await contents.architecture();
  for (const [name = '', ...args] of WAITERS) {
    const program = await contents.find(name);
    const start = program && throughLoader(program, architecture);
    if (start) return keeperOf([...start, ...args]);
  }
  return null;
}
