import type { ContainerDetails, ContainerState, ContainerSummary, MountPoint } from './engine.ts';
import {
  asArray,
  asFlag,
  asNumber,
  asObject,
  asText,
  asTextMap,
  asTexts,
  asTime,
  fromEpochSeconds,
  type JsonObject,
} from './json.ts';

const STATES: Readonly<Record<string, ContainerState>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',
  // Podman's own words.
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

export function toState(value: unknown): ContainerState {
  return STATES[asText(value).toLowerCase()] ?? 'dead';
}

/** A row of `GET /containers/json`. */
export function toContainerSummary(value: unknown): ContainerSummary {
  const row = asObject(value);
  const status = asText(row.Status);
  return {
    id: asText(row.Id),
    name: asText(asArray(row.Names)[0]).replace(/^\//, ''),
    imageRef: asText(row.Image),
    imageId: asText(row.ImageID),
    state: toState(row.State),
    status,
    health: healthInStatus(status),
    createdAt: fromEpochSeconds(row.Created),
    labels: asTextMap(row.Labels),
  };
}

/** The list has no field for health; its words do. */
function healthInStatus(status: string): ContainerSummary['health'] {
  if (status.includes('(unhealthy)')) return 'unhealthy';
  if (status.includes('(healthy)')) return 'healthy';
  return status.includes('(health: starting)') ? 'starting' : null;
}

/** The answer of `GET /containers/ID/json`. */
export function toContainerDetails(value: unknown): ContainerDetails {
  const all = asObject(value);
  const state = asObject(all.State);
  const config = asObject(all.Config);
  const host = asObject(all.HostConfig);
  const policy = asObject(host.RestartPolicy);
  const status = toState(state.Status);
  return {
    id: asText(all.Id),
    name: asText(all.Name).replace(/^\//, ''),
    state: status,
    pid: asNumber(state.Pid) ?? 0,
    exitCode: exitCodeOf(status, asNumber(state.ExitCode)),
    oomKilled: asFlag(state.OOMKilled),
    error: asText(state.Error).slice(0, 4_000),
    startedAt: asTime(state.StartedAt),
    finishedAt: asTime(state.FinishedAt),
    createdAt: asTime(all.Created) ?? '',
    restartCount: asNumber(all.RestartCount) ?? 0,
    restartPolicy: restartPolicy(asText(policy.Name), asNumber(policy.MaximumRetryCount) ?? 0),
    health: toHealth(state.Health ?? state.Healthcheck),
    imageId: asText(all.Image),
    imageRef: asText(config.Image),
    entrypoint: asTexts(config.Entrypoint),
    command: asTexts(config.Cmd),
    workingDir: asText(config.WorkingDir),
    user: asText(config.User),
    env: asTexts(config.Env),
    labels: asTextMap(config.Labels),
    tty: asFlag(config.Tty),
    readOnlyRoot: asFlag(host.ReadonlyRootfs),
    privileged: asFlag(host.Privileged),
    capAdd: asTexts(host.CapAdd),
    capDrop: asTexts(host.CapDrop),
    securityOpt: asTexts(host.SecurityOpt),
    networkMode: asText(host.NetworkMode),
    pidMode: asText(host.PidMode),
    ipcMode: asText(host.IpcMode),
    usernsMode: asText(host.UsernsMode),
    runtime: asText(host.Runtime),
    appArmorProfile: asText(all.AppArmorProfile),
    dns: asTexts(host.Dns),
    dnsSearch: asTexts(host.DnsSearch),
    dnsOptions: asTexts(host.DnsOptions),
    extraHosts: asTexts(host.ExtraHosts),
    mounts: asArray(all.Mounts).map(toMountPoint),
    tmpfs: asTextMap(host.Tmpfs),
    memoryLimitBytes: positive(host.Memory),
    cpuLimit: toCpuLimit(host),
    pidsLimit: positive(host.PidsLimit),
    ulimits: asArray(host.Ulimits).map((item) => {
      const limit = asObject(item);
      return { name: asText(limit.Name), soft: asNumber(limit.Soft) ?? 0, hard: asNumber(limit.Hard) ?? 0 };
    }),
    networks: toNetworks(asObject(all.NetworkSettings)),
    ports: toPorts(asObject(asObject(all.NetworkSettings).Ports)),
    logDriver: asText(asObject(host.LogConfig).Type),
  };
}

/** 0 is what the engine says of a container that has not ended; only what has ended has an exit status. */
function exitCodeOf(state: ContainerState, code: number | null): number | null {
  if (state === 'running' || state === 'paused') return null;
  // A start that failed leaves "created" with a status of its own (127: no such program).
  if (state === 'created') return code === 0 ? null : code;
  return code;
}

function restartPolicy(name: string, retries: number): string {
  if (name === '') return 'no';
  return name === 'on-failure' && retries > 0 ? `${name}:${retries}` : name;
}

function toHealth(value: unknown): ContainerDetails['health'] {
  const health = asObject(value);
  const status = asText(health.Status);
  if (status === '' || status === 'none') return null;
  return {
    status,
    failingStreak: asNumber(health.FailingStreak) ?? 0,
    log: asArray(health.Log)
      .slice(-5)
      .map((entry) => asText(asObject(entry).Output).slice(0, 1_000)),
  };
}

function toMountPoint(value: unknown): MountPoint {
  const mount = asObject(value);
  return {
    type: asText(mount.Type),
    source: asText(mount.Name) || asText(mount.Source),
    destination: asText(mount.Destination),
    readOnly: mount.RW === false,
    options: asText(mount.Mode),
  };
}

function toCpuLimit(host: JsonObject): number | null {
  const nano = positive(host.NanoCpus);
  if (nano !== null) return nano / 1e9;
  const quota = positive(host.CpuQuota);
  return quota === null ? null : quota / (positive(host.CpuPeriod) ?? 100_000);
}

function toNetworks(settings: JsonObject): ContainerDetails['networks'] {
  return Object.entries(asObject(settings.Networks)).map(([name, value]) => {
    const network = asObject(value);
    return {
      name,
      ip: asText(network.IPAddress),
      ipv6: asText(network.GlobalIPv6Address),
      aliases: asTexts(network.Aliases),
    };
  });
}

/** As `docker ps` writes them: 0.0.0.0:8080->80/tcp, or 80/tcp where nothing is published. */
function toPorts(ports: JsonObject): string[] {
  return Object.entries(ports).flatMap(([port, bindings]) => {
    const published = asArray(bindings).map((item) => {
      const binding = asObject(item);
      const address = asText(binding.HostIp);
      return `${address.includes(':') ? `[${address}]` : address}:${asText(binding.HostPort)}->${port}`;
    });
    return published.length > 0 ? published : [port];
  });
}

/** A limit; 0, -1 and absence all mean that there is none. */
function positive(value: unknown): number | null {
  const number = asNumber(value);
  return number !== null && number > 0 ? number : null;
}
