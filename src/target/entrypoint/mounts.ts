import type { ContainerDetails } from '../../engine/engine.ts';

/** What lies over a path of the image. */
export interface Cover {
  readonly destination: string;
  /** bind, volume, tmpfs. */
  readonly type: string;
  /** The mount's options forbid execution, as far as the engine tells them. */
  readonly noexec: boolean;
  /** Its content cannot be read through the engine (a tmpfs, or a volume of a container that never started). */
  readonly unreadable: boolean;
}

function under(path: string, directory: string): boolean {
  return (
    directory === '/' || path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`)
  );
}

function options(text: string): string[] {
  return text.split(',').map((option) => option.trim());
}

/** A tmpfs is mounted noexec unless `exec` is asked for; the last word wins. */
function tmpfsNoexec(text: string): boolean {
  const said = options(text).filter((option) => option === 'exec' || option === 'noexec');
  return said.at(-1) !== 'exec';
}

/**
 * The mount that a path lies in, the innermost one; null when it is the image's own file system.
 * `neverStarted`: files are read from the image then, so what a volume holds is not seen.
 */
export function coverOf(
  path: string,
  container: Pick<ContainerDetails, 'mounts' | 'tmpfs'> | null,
  neverStarted = false,
): Cover | null {
  if (container === null) return null;
  const covers: Cover[] = [
    ...container.mounts.map((mount) => ({
      destination: mount.destination,
      type: mount.type,
      noexec: mount.type === 'tmpfs' ? tmpfsNoexec(mount.options) : options(mount.options).includes('noexec'),
      unreadable: mount.type === 'tmpfs' || neverStarted,
    })),
    ...Object.entries(container.tmpfs).map(([destination, text]) => ({
      destination,
      type: 'tmpfs',
      noexec: tmpfsNoexec(text),
      unreadable: true,
    })),
  ];
  return covers
    .filter((cover) => under(path, cover.destination))
    .reduce<Cover | null>(
      (inner, cover) => (inner === null || cover.destination.length >= inner.destination.length ? cover : inner),
      null,
    );
}
