import { asArray, asObject, asText, type JsonObject } from './json.ts';

/** An engine's control socket is the machine's root: never given to a container of ours, not even read-only. */
const CONTROL_SOCKETS = /(^|\/)(docker|podman|containerd|crio|dockershim|buildkitd)\.sock$/;

/**
 * The volumes of another container (`Mounts` of its description) as mounts of one of ours: read-only, and by name or
 * path, so that removing ours can never take an unnamed volume of the target's along. Below a bind mount nothing else
 * that is mounted there comes along unless the engine makes that read-only too (it does from 25 on).
 */
export function borrowedMounts(mounts: unknown, recursiveReadOnly: boolean): JsonObject[] {
  return asArray(mounts).flatMap((item): JsonObject[] => {
    const mount = asObject(item);
    const target = asText(mount.Destination);
    if (target === '') return [];
    if (mount.Type === 'volume' && asText(mount.Name) !== '') {
      const driver = asText(mount.Driver);
      const options = {
        NoCopy: true,
        ...(driver === '' || driver === 'local' ? {} : { DriverConfig: { Name: driver } }),
      };
      return [{ Type: 'volume', Source: asText(mount.Name), Target: target, ReadOnly: true, VolumeOptions: options }];
    }
    const source = asText(mount.Source);
    if (mount.Type === 'bind' && source !== '' && !CONTROL_SOCKETS.test(source)) {
      const options = { Propagation: 'rprivate', ...(recursiveReadOnly ? {} : { NonRecursive: true }) };
      return [{ Type: 'bind', Source: source, Target: target, ReadOnly: true, BindOptions: options }];
    }
    return [];
  });
}

/**
 * Small tmpfs mounts over the paths that an image declares as volumes: else each container of ours would get a volume
 * on the host's disk, filled with a copy. An archive read of a created container still shows the image's own files.
 */
export function maskVolumes(volumes: readonly string[], taken: readonly JsonObject[]): JsonObject[] {
  const used = new Set(taken.map((mount) => asText(mount.Target)));
  return volumes
    .filter((path) => path.startsWith('/') && path !== '/' && !used.has(path) && path !== '/tmp')
    .map((path) => ({ Type: 'tmpfs', Target: path, TmpfsOptions: { SizeBytes: 16 << 20 } }));
}
