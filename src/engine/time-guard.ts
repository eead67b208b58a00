import type { createContainerFiles } from './container-files.ts';
import type { OwnRecord } from './own-containers.ts';
import type { TimeGuard } from './own-exec.ts';

/** GNU's own binary has some 40 to 100 kB; one that holds many programs (busybox, uutils) is a link or is larger. */
const GNU_TIMEOUT_MAX = 400_000;
/** So much later than our own deadline: the guard acts only when nobody is left who would. */
const SPARE_SECONDS = 3;

/**
 * GNU `timeout` before a command, where the container has it: it ends the command's process group even if walkdown was
 * killed meanwhile. busybox's is not used: it leaves a watcher behind as an orphan, which in a joined pid namespace
 * becomes a zombie of the target's, and its options differ by version. Without a guard the container's own life-time is
 * the limit.
 */
export function createTimeGuard(files: Pick<ReturnType<typeof createContainerFiles>, 'resolve'>): TimeGuard {
  const found = new Map<string, Promise<string | null>>();
  return async (record, timeoutMs) => {
    const search = found.get(record.id) ?? findTimeout(files, record);
    found.set(record.id, search);
    const program = await search;
    return program === null ? [] : [program, '-s', 'KILL', String(Math.ceil(timeoutMs / 1000) + SPARE_SECONDS)];
  };
}

async function findTimeout(
  files: Pick<ReturnType<typeof createContainerFiles>, 'resolve'>,
  record: OwnRecord,
): Promise<string | null> {
  try {
    const { path, stat } = await files.resolve(record.id, '/usr/bin/timeout', { what: 'timeout', toCheckIt: '' });
    const isGnu = stat.kind === 'file' && path.endsWith('/timeout') && stat.sizeBytes < GNU_TIMEOUT_MAX;
    return isGnu ? path : null;
  } catch {
    return null;
  }
}
