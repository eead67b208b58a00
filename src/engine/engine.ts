import type { Duplex } from 'node:stream';
import type { Cluster, SwarmMembership } from './cluster.ts';
import type { FileChange, ProcessRow, ThreadRow, UsageSample } from './engine-observations.ts';

/**
 * The container engine as walkdown needs it. It speaks of targets, files, namespaces and commands, not of Docker's
 * fields; what an engine cannot tell is an answer of its own (`Unavailable`), never an exception and never a guess.
 */

/** Why something could not be had, and how a person could see it instead. */
export interface Unavailable {
  readonly ok: false;
  /** refused: the engine said no · gone: the container is not there (any more) or not in that state · missing: no such
   *  file or thing · unsupported: this engine cannot · timeout · failed: anything else, ours included. */
  readonly kind: 'refused' | 'gone' | 'missing' | 'unsupported' | 'timeout' | 'failed';
  readonly reason: string;
  readonly toCheckIt: string;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | Unavailable;

export interface EngineInfo {
  /** docker, podman, … in lower case. */
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  /** The address it was reached at: unix:///…, tcp://…, ssh://…. Credentials removed. */
  readonly host: string;
  /** Name of the Docker context, when one was used. */
  readonly context: string | null;
  /** amd64, arm64, … as image configurations spell it. */
  readonly architecture: string;
  readonly cgroupVersion: 1 | 2 | null;
  readonly rootless: boolean;
  readonly userNamespaces: boolean;
  /** Image ids are manifest digests (containerd image store) rather than config digests. */
  readonly containerdImageStore: boolean;
  /** The engine's clock minus ours, in milliseconds; null when it was not told. */
  readonly clockSkewMs: number | null;
  readonly hostName: string | null;
  /** Its place in a Swarm; null when it is in none. */
  readonly swarm: SwarmMembership | null;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly imageRef: string;
  readonly imageId: string;
  readonly state: ContainerState;
  /** The engine's own words: "Up 3 hours (unhealthy)". */
  readonly status: string;
  readonly health: 'healthy' | 'unhealthy' | 'starting' | null;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface MountPoint {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly options: string;
}

/** A container as its engine describes it. Times are RFC 3339. */
export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  readonly pid: number;
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
  readonly error: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly createdAt: string;
  readonly restartCount: number;
  readonly restartPolicy: string;
  readonly health: { readonly status: string; readonly failingStreak: number; readonly log: readonly string[] } | null;
  readonly imageId: string;
  /** The reference as typed at creation; its tag may have moved since. */
  readonly imageRef: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** NAME=value as set at creation, unredacted: never journalled as it is. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly readOnlyRoot: boolean;
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly networkMode: string;
  readonly pidMode: string;
  readonly ipcMode: string;
  readonly usernsMode: string;
  readonly runtime: string;
  readonly appArmorProfile: string;
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
  readonly extraHosts: readonly string[];
  readonly mounts: readonly MountPoint[];
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly memoryLimitBytes: number | null;
  readonly cpuLimit: number | null;
  readonly pidsLimit: number | null;
  readonly ulimits: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly networks: readonly {
    readonly name: string;
    readonly ip: string;
    readonly ipv6: string;
    readonly aliases: readonly string[];
  }[];
  readonly ports: readonly string[];
  readonly logDriver: string;
}

export interface ImageSummary {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ImageDetails extends ImageSummary {
  readonly architecture: string;
  readonly variant: string;
  readonly os: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** Uncompressed layer digests, lowest first. */
  readonly layers: readonly string[];
}

export interface HistoryEntry {
  readonly createdAt: string;
  readonly createdBy: string;
  readonly sizeBytes: number;
  readonly comment: string;
  readonly tags: readonly string[];
}

export interface PathStat {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly sizeBytes: number;
  /** Permission bits (07777). */
  readonly mode: number;
  readonly modifiedAt: string;
  /** Where a symlink points, as written. Empty otherwise. */
  readonly linkTarget: string;
}

export interface FileRead {
  /** The path after every symlink was followed inside the container's root. */
  readonly path: string;
  readonly stat: PathStat;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: Buffer;
  /** Only the first bytes were read; `stat.sizeBytes` is the whole. */
  readonly truncated: boolean;
}

export interface TreeEntry {
  /** Absolute path inside the container. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly sizeBytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modifiedAt: string;
  readonly linkTarget: string;
  /** First bytes of a regular file, up to what the caller asked for; empty otherwise. */
  readonly head: Buffer;
}

export interface EngineEvent {
  readonly at: string;
  /** die, oom, start, restart, kill, health_status, create, destroy, … */
  readonly action: string;
  readonly kind: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A container of ours, to be made. The adapter adds every safety rule; nothing here can loosen one. */
export interface OwnContainerSpec {
  readonly role: 'sidecar' | 'probe' | 'clone';
  /** An image ID, never a tag. */
  readonly imageId: string;
  /** Whole command line; its first word replaces the entrypoint. */
  readonly argv: readonly string[];
  readonly env: readonly string[];
  /** "uid:gid". */
  readonly user: string;
  readonly workingDir?: string;
  /** Container whose network namespace is joined; none: no network at all. */
  readonly joinNetworkOf?: string;
  /** Container whose pid namespace is joined. */
  readonly joinPidsOf?: string;
  /** Added after all were dropped. */
  readonly capabilities: readonly string[];
  /** Container whose user namespace, runtime and LSM profile are copied. */
  readonly like?: ContainerDetails;
  /** Container whose volumes are mounted, read-only. */
  readonly volumesFrom?: string;
  /** Labels beyond the fixed ones (session, role, expires, operator, incident, target). */
  readonly labels: Readonly<Record<string, string>>;
  /** A small writable /tmp (never executable). */
  readonly tmp: boolean;
  readonly stdin: boolean;
  /** Seconds until its `expires` label, when it is not the session's usual time. */
  readonly lifeSeconds?: number;
}

export interface RunLimits {
  /** After this the command is ended inside the container, and then from outside. */
  readonly timeoutMs: number;
  /** Bytes of each stream that are kept (head and tail). */
  readonly keepBytes: number;
  readonly signal?: AbortSignal;
  /** Told what is printed, as it comes; the bytes are to be copied by whoever keeps them. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly droppedBytes: number;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  readonly startedAt: string;
  readonly durationMs: number;
}

export interface OwnContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: ContainerState;
  readonly createdAt: string;
}

export interface Engine {
  readonly info: EngineInfo;
  listContainers(): Promise<ContainerSummary[]>;
  listImages(): Promise<ImageSummary[]>;
  /** By name, id or unique prefix. Throws TargetNotFound or TargetAmbiguous (src/engine/errors.ts). */
  findContainer(ref: string): Promise<ContainerDetails>;
  inspectContainer(id: string): Promise<Answer<ContainerDetails>>;
  inspectImage(ref: string): Promise<Answer<ImageDetails>>;
  imageHistory(imageId: string): Promise<Answer<HistoryEntry[]>>;
  stat(containerId: string, path: string): Promise<Answer<PathStat>>;
  /** Symlinks are followed inside the container's root. At most `maxBytes` are read, then the stream is closed. */
  readFile(
    containerId: string,
    path: string,
    options: { maxBytes: number; signal?: AbortSignal },
  ): Promise<Answer<FileRead>>;
  /** Everything below `path`; use on a created container of ours only, never on a running target. */
  walkTree(
    containerId: string,
    path: string,
    options: { headBytes: number; maxEntries: number; signal?: AbortSignal },
    visit: (entry: TreeEntry) => void,
  ): Promise<Answer<{ entries: number; truncated: boolean }>>;
  logs(
    containerId: string,
    options: { tail: number; maxBytes: number; timestamps?: boolean },
  ): Promise<Answer<{ text: string; truncated: boolean }>>;
  /** Services, tasks and nodes, where this engine manages several machines. */
  cluster(options?: { serviceId?: string }): Promise<Answer<Cluster>>;
  /** What happened in the last `sinceMs` milliseconds, oldest first. */
  events(options: { sinceMs: number; containerId?: string }): Promise<Answer<EngineEvent[]>>;
  usage(containerId: string): Promise<Answer<UsageSample>>;
  changes(containerId: string): Promise<Answer<FileChange[]>>;
  processes(containerId: string): Promise<Answer<ProcessRow[]>>;
  /** Its threads, a row each; of an engine that does not tell of threads, its processes. */
  threads(containerId: string): Promise<Answer<ThreadRow[]>>;

  /** Created, not started: for reading an image's files. Returns its id. */
  createOwn(spec: OwnContainerSpec): Promise<Answer<string>>;
  /** Create and start; it stays until removed or its time is over. Returns its id. */
  startOwn(spec: OwnContainerSpec): Promise<Answer<string>>;
  /** Create, attach, start, wait, remove. */
  runOwn(spec: OwnContainerSpec, limits: RunLimits, stdin?: Buffer): Promise<Answer<CommandResult>>;
  /** A command in a started container of ours. */
  execOwn(
    containerId: string,
    command: { argv: readonly string[]; env?: readonly string[]; user?: string },
    limits: RunLimits,
    stdin?: Buffer,
  ): Promise<Answer<CommandResult>>;
  /** A command in a started container of ours whose standard input and output are a byte stream. Destroying it ends the command. */
  tunnelOwn(containerId: string, argv: readonly string[]): Promise<Answer<Duplex>>;
  /** The whole file system of a container of ours, as a tar; it is read to its end or destroyed. For toolkits. */
  exportOwn(containerId: string): Promise<Answer<NodeJS.ReadableStream>>;
  removeOwn(containerId: string): Promise<void>;
  /** Everything on the engine that carries our labels. */
  listOwn(): Promise<OwnContainer[]>;

  /** For toolkits: a root filesystem as a tar stream becomes an image. Returns its id. */
  importImage(
    tar: NodeJS.ReadableStream,
    options: { tag: string; labels: Record<string, string>; command: string[]; env: string[]; platform?: string },
  ): Promise<Answer<string>>;
  saveImages(refs: readonly string[]): Promise<Answer<NodeJS.ReadableStream>>;
  loadImages(tar: NodeJS.ReadableStream): Promise<Answer<string[]>>;
  removeImage(ref: string): Promise<Answer<void>>;
  close(): Promise<void>;
}
