/** Paths inside a container: always POSIX, whatever machine this runs on. */
import { posix } from 'node:path';

/** The engine's own PATH where the container sets none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** An absolute, normal path: `name` as seen from `directory`. */
export function absolute(name: string, directory: string): string {
  return posix.resolve('/', directory === '' ? '/' : directory, name);
}

/** A variable of an environment list; the last one wins, as for the kernel's readers. Null when it is not set. */
function variable(env: readonly string[], name: string): string | null {
  const prefix = `${name}=`;
  const found = env.findLast((entry) => entry.startsWith(prefix));
  return found === undefined ? null : found.slice(prefix.length);
}

/** The directories of a PATH, in order; at most 64 of them. */
export function searchPath(env: readonly string[], workingDir: string): string[] {
  return (variable(env, 'PATH') ?? DEFAULT_PATH)
    .split(':')
    .slice(0, 64)
    .map((directory) => absolute(directory === '' ? '.' : directory, workingDir));
}

/** The directories above a path, outermost first, without the root. */
export function parents(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.slice(0, -1).map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}
