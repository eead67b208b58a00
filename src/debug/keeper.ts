import { type ImageContents, mayBeKept, throughLoader } from './image-contents.ts';

/** Commands that wait for so many seconds and then end, best first: program and arguments. */
const WAITERS: readonly { program: string; args: (seconds: string) => string[] }[] = [
  { program: 'walkdown-run', args: (seconds) => ['--wait', seconds] },
  { program: 'sleep', args: (seconds) => [seconds] },
  { program: 'busybox', args: (seconds) => ['sleep', seconds] },
  { program: 'perl', args: (seconds) => ['-e', `sleep ${seconds}`] },
  { program: 'python3', args: (seconds) => ['-c', `import time; time.sleep(${seconds})`] },
];

/** Keeps a started container, and ends it by itself when its time is over. */
export interface Keeper {
  /** Waits for so many whole seconds; 0: ends at once (what starting a command costs). */
  argv(seconds: number): string[];
}

/**
 * What an image has to wait with; null when it has nothing.
 * `foreign`: the image is the target's own, so its programs are started by the libc's loader alone.
 */
export async function findKeeper(contents: ImageContents, foreign: boolean): Promise<Keeper | null> {
  if (foreign && !(await mayBeKept(contents))) return null;
  const architecture = await contents.architecture();
  for (const { program, args } of WAITERS) {
    const found = await contents.find(program);
    if (found?.kind !== 'elf') continue;
    const start = foreign ? throughLoader(found, architecture) : [found.path];
    if (start) return { argv: (seconds) => [...start, ...args(String(Math.max(0, Math.ceil(seconds))))] };
  }
  return null;
}
