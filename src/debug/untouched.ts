import type { ContainerDetails } from '../engine/engine.ts';
import type { FileChange } from '../engine/engine-observations.ts';

/**
 * Whether a container from the target's image would look names up as the target does: its libc, its resolver's modules
 * and its resolver's configuration are the image's own. Pure.
 */

const FILES: ReadonlySet<string> = new Set([
  '/etc/nsswitch.conf',
  '/etc/gai.conf',
  '/etc/host.conf',
  '/etc/networks',
  '/etc/services',
  '/etc/protocols',
  '/etc/ld.so.conf',
  '/etc/ld.so.cache',
  '/etc/ld.so.preload',
]);
const NAMES =
  /\/(ld-(linux|musl)[^/]*|ld64?\.so[^/]*|libc[.-][^/]*|libresolv[.-][^/]*|libnss_[^/]*|getent|ld-musl-[^/]*\.path)$/;
const LIBRARY_DIRECTORY = /^(\/usr)?\/lib(32|64)?(\/[a-z0-9_]+-linux-[a-z]+)?(\/|$)|^\/etc\/ld-musl-/;

function isOfTheResolver(path: string): boolean {
  if (FILES.has(path) || path.startsWith('/etc/ld.so.conf.d/')) return true;
  return NAMES.test(path) && (LIBRARY_DIRECTORY.test(path) || path.endsWith('/getent'));
}

/** These are the target's own in every container that joins its network, whatever is mounted there. */
const SHARED_BY_THE_NETWORK: ReadonlySet<string> = new Set(['/etc/resolv.conf', '/etc/hosts', '/etc/hostname']);

/** Sockets and files through which a libc asks a cache: with them mounted, a look-up elsewhere is another one. */
const CACHE_MOUNT = /^(\/var)?\/run\/(nscd|systemd\/resolve|dbus)(\/|$)|^\/var\/lib\/sss(\/|$)/;

function covers(mount: string, path: string): boolean {
  return mount === path || mount === '/' || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
}

/** A mount that brings its own libc, or puts other directories where the image has its own. */
function hidesLibc(destination: string): boolean {
  if (isOfTheResolver(destination)) return true;
  return ['/etc/nsswitch.conf', '/lib/x', '/lib64/x', '/usr/lib/x', '/usr/bin/getent'].some((path) =>
    covers(destination, path),
  );
}

export interface Untouched {
  /** Empty: nothing of the libc or resolver was changed since the image. Else what was. */
  readonly changed: string;
  /** The target mounts configuration or a cache's socket that its look-ups use: the probe needs its mounts too. */
  readonly needsVolumes: boolean;
}

export function resolverUntouched(container: ContainerDetails, changes: readonly FileChange[]): Untouched {
  const touched = changes.find(
    (change) =>
      isOfTheResolver(change.path) ||
      (change.kind === 'deleted' && ['/etc', '/lib', '/lib64', '/usr', '/usr/lib', '/usr/bin'].includes(change.path)),
  );
  if (touched)
    return { changed: `${touched.path} was ${touched.kind} in the target since its image`, needsVolumes: false };
  let needsVolumes = false;
  for (const { destination } of container.mounts) {
    if (SHARED_BY_THE_NETWORK.has(destination)) continue;
    if (FILES.has(destination) || CACHE_MOUNT.test(destination)) needsVolumes = true;
    else if (hidesLibc(destination)) {
      return { changed: `the target has ${destination} from a mount, not from its image`, needsVolumes: false };
    }
  }
  return { changed: '', needsVolumes };
}

/** Whether a file is in the target as its image has it; empty when it is, else what happened to it. */
export function fileUntouched(
  container: ContainerDetails,
  changes: readonly FileChange[],
  path: string,
): { readonly changed: string; readonly mounted: boolean } {
  const mounted = container.mounts.some((mount) => covers(mount.destination, path));
  const change = mounted ? undefined : changes.find((one) => one.path === path);
  return { changed: change ? `${path} was ${change.kind} in the target since its image` : '', mounted };
}
