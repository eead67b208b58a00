import type { ContainerDetails, OwnContainerSpec } from '../engine/engine.ts';
import type { Tier } from '../session/evidence.ts';
import { safeEnvironment } from './environment.ts';

/** Nobody: owns no file and no process of the target. */
export const NOBODY = '65534:65534';

const CAPABILITIES: Readonly<Partial<Record<Tier, readonly string[]>>> = {
  ptrace: ['SYS_PTRACE', 'SYS_CHROOT', 'DAC_READ_SEARCH'],
  // Debian's tcpdump "changes" to root before it listens, and ends where it may not set its groups.
  capture: ['NET_RAW', 'SETGID'],
};

/** As whom a sidecar's main process runs. Added capabilities have no effect on other users than root. */
export function userOf(tier: Tier): string {
  return CAPABILITIES[tier] ? '0:0' : NOBODY;
}

/** In words, for the consent screen and the notes. */
export function privilegesOf(tier: Tier, user: string = userOf(tier)): string {
  const capabilities = CAPABILITIES[tier]?.join(', ') ?? 'no capabilities';
  return `uid:gid ${user}, ${capabilities}, read-only root, no new privileges`;
}

/** Which namespaces of the target a tier joins, in words. */
export function namespacesOf(tier: Tier): string[] {
  if (tier === 'network' || tier === 'capture') return ['network'];
  if (tier === 'process' || tier === 'ptrace') return ['network', 'pid'];
  return [];
}

/** A container of ours in the target's namespaces: what a tier's sidecar is made of. */
export function joinedSpec(
  target: ContainerDetails,
  tier: Tier,
  what: {
    readonly role: OwnContainerSpec['role'];
    readonly imageId: string;
    readonly imageEnv: readonly string[];
    readonly argv: readonly string[];
    readonly env?: readonly string[];
    /** Mounts of the target, read-only. */
    readonly withVolumes?: boolean;
  },
): OwnContainerSpec {
  const namespaces = namespacesOf(tier);
  return {
    role: what.role,
    imageId: what.imageId,
    argv: what.argv,
    env: safeEnvironment(what.env ?? [], what.imageEnv),
    user: userOf(tier),
    joinNetworkOf: namespaces.includes('network') ? target.id : undefined,
    joinPidsOf: namespaces.includes('pid') ? target.id : undefined,
    capabilities: CAPABILITIES[tier] ?? [],
    like: target,
    volumesFrom: what.withVolumes ? target.id : undefined,
    labels: { 'io.walkdown.target': target.id },
    tmp: true,
    stdin: false,
  };
}
