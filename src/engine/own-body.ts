import type { ContainerDetails, OwnContainerSpec } from './engine.ts';
import type { JsonObject } from './json.ts';

/** What making a container of ours needs beyond its spec. */
export interface OwnBodyInput {
  readonly spec: OwnContainerSpec;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the variables that the image sets. */
  readonly imageEnv: readonly string[];
  readonly mounts: readonly JsonObject[];
  /** A process of the engine's as PID 1, to reap what commands leave; for what stays, in a pid namespace of its own. */
  readonly init: boolean;
}

const MIB = 1 << 20;

/**
 * The body of `POST /containers/create` with every rule for containers of ours: no capability but those asked for, a
 * read-only root, no new privileges, limits, no log, no port, no restart, gone when it ends. Nothing of the spec can
 * loosen one; a clone differs where a difference from its original would make the failure ours.
 */
export function ownBody(input: OwnBodyInput): JsonObject {
  const { spec } = input;
  return {
    Image: spec.imageId,
    Entrypoint: spec.argv.slice(0, 1),
    Cmd: spec.argv.slice(1),
    User: spec.user,
    Env: [...spec.env, ...loaderVariables(input.imageEnv, spec.env)],
    WorkingDir: spec.workingDir ?? '/',
    Labels: input.labels,
    Tty: false,
    OpenStdin: spec.stdin,
    StdinOnce: spec.stdin,
    AttachStdin: spec.stdin,
    AttachStdout: true,
    AttachStderr: true,
    // The image's own check would run the target's code in ours.
    Healthcheck: { Test: ['NONE'] },
    StopSignal: 'SIGKILL',
    HostConfig: {
      ...(spec.role === 'clone' && spec.like !== undefined ? cloneLimits(spec.like) : ownLimits(spec)),
      NetworkMode: spec.joinNetworkOf === undefined ? 'none' : `container:${spec.joinNetworkOf}`,
      PidMode: spec.joinPidsOf === undefined ? '' : `container:${spec.joinPidsOf}`,
      IpcMode: 'none',
      UsernsMode: spec.like?.usernsMode ?? '',
      ...(spec.like !== undefined && spec.like.runtime !== '' ? { Runtime: spec.like.runtime } : {}),
      Privileged: false,
      CapDrop: ['ALL'],
      CapAdd: [...spec.capabilities],
      SecurityOpt: securityOptions(spec),
      Mounts: input.mounts,
      AutoRemove: true,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'none' },
      OomScoreAdj: 500,
      PublishAllPorts: false,
      // A namespace that is joined has its own first process; ours would not be it.
      Init: input.init && spec.joinPidsOf === undefined,
    },
  };
}

function ownLimits(spec: OwnContainerSpec): JsonObject {
  return {
    ReadonlyRootfs: true,
    Tmpfs: spec.tmp ? { '/tmp': 'rw,nosuid,nodev,noexec,size=16m,mode=1777' } : {},
    Memory: 128 * MIB,
    MemorySwap: 128 * MIB,
    NanoCpus: 1_000_000_000,
    PidsLimit: 64,
  };
}

/** As the original has them; where it has none, enough for a start-up and no danger to the machine. */
function cloneLimits(like: ContainerDetails): JsonObject {
  const memory = like.memoryLimitBytes ?? 1024 * MIB;
  return {
    ReadonlyRootfs: like.readOnlyRoot,
    Tmpfs: like.tmpfs,
    Memory: memory,
    MemorySwap: memory,
    NanoCpus: Math.round(Math.min(like.cpuLimit ?? 1, 1) * 1e9),
    PidsLimit: like.pidsLimit ?? 512,
    Ulimits: like.ulimits.map((limit) => ({ Name: limit.name, Soft: limit.soft, Hard: limit.hard })),
  };
}

/**
 * The LSM profile decides who may look at whom, so it is copied where ours looks at the target's processes, and for a
 * clone. Elsewhere the engine's default is the tighter one, and a profile made for the target's program would stop our tools.
 */
function securityOptions(spec: OwnContainerSpec): string[] {
  const options: string[] = [];
  const { like } = spec;
  if (
    spec.role !== 'clone' ||
    like === undefined ||
    like.securityOpt.some((option) => option.startsWith('no-new-privileges'))
  ) {
    options.push('no-new-privileges');
  }
  if (like === undefined || (spec.joinPidsOf === undefined && spec.role !== 'clone')) return options;
  const asked = like.securityOpt.find((option) => /^apparmor[=:]/.test(option))?.slice('apparmor='.length);
  const profile = asked ?? like.appArmorProfile;
  // The default is set by the engine itself, and cannot be named on one without AppArmor.
  if (profile !== '' && profile !== 'docker-default') options.push(`apparmor=${profile}`);
  return options;
}

/**
 * Variables that steer the dynamic loader and that the image sets, as names without a value: the engine then leaves them
 * out. Ours run with what the spec says and nothing else of that kind.
 */
function loaderVariables(imageEnv: readonly string[], given: readonly string[]): string[] {
  const names = (env: readonly string[]): string[] => env.map((entry) => entry.split('=', 1)[0] ?? '');
  const set = new Set(names(given));
  return [...new Set(names(imageEnv))].filter((name) => name.startsWith('LD_') && !set.has(name));
}
