import { posix } from 'node:path';
import type { Cluster } from '../../../src/engine/cluster.ts';
import type {
  Answer,
  ContainerDetails,
  ContainerSummary,
  Engine,
  EngineEvent,
  FileRead,
  ImageDetails,
  ImageSummary,
  OwnContainerSpec,
  PathStat,
  TreeEntry,
  Unavailable,
} from '../../../src/engine/engine.ts';
import type { FileChange, ProcessRow } from '../../../src/engine/engine-observations.ts';

/** A file of a made-up container: its text or bytes, or where it links to, or a directory. */
export type FakeFile =
  | string
  | Buffer
  | { link: string }
  | { directory: true; mode?: number }
  | { content: string | Buffer; mode?: number; uid?: number; gid?: number };

export type FakeTree = Readonly<Record<string, FakeFile>>;

export interface FakeWorld {
  container?: ContainerDetails | null;
  image?: ImageDetails;
  /** By reference or id, beside `image`. */
  images?: Record<string, ImageDetails>;
  containerFiles?: FakeTree;
  imageFiles?: FakeTree;
  logs?: string;
  events?: EngineEvent[];
  changes?: FileChange[];
  processes?: ProcessRow[];
  containers?: ContainerSummary[];
  imageList?: ImageSummary[];
  /** Other containers, as the engine describes them. */
  details?: ContainerDetails[];
  /** What a manager of a Swarm would tell. */
  cluster?: Cluster;
}

const unavailable = (kind: Unavailable['kind'], reason: string): Unavailable => ({
  ok: false,
  kind,
  reason,
  toCheckIt: 'by hand',
});

function find(tree: FakeTree, path: string, follow: boolean, depth = 0): { path: string; file: FakeFile } | null {
  if (depth > 10) return null;
  const parts = path.split('/').filter((part) => part !== '');
  for (let i = 1; i <= parts.length; i += 1) {
    const prefix = `/${parts.slice(0, i).join('/')}`;
    const file = tree[prefix];
    const last = i === parts.length;
    if (file !== undefined && typeof file === 'object' && 'link' in file && (!last || follow)) {
      return find(tree, posix.resolve(posix.dirname(prefix), file.link, ...parts.slice(i)), follow, depth + 1);
    }
    if (last && file !== undefined) return { path: prefix, file };
  }
  const isDirectory = path === '/' || Object.keys(tree).some((name) => name.startsWith(`${path}/`));
  return isDirectory ? { path, file: { directory: true } } : null;
}

function statOf(path: string, file: FakeFile): PathStat {
  const base = { path, sizeBytes: 0, mode: 0o755, modifiedAt: '2026-01-01T00:00:00Z', linkTarget: '' };
  if (typeof file === 'string' || Buffer.isBuffer(file))
    return { ...base, kind: 'file', sizeBytes: Buffer.from(file).length };
  if ('link' in file) return { ...base, kind: 'symlink', mode: 0o777, linkTarget: file.link };
  if ('directory' in file) return { ...base, kind: 'directory', mode: file.mode ?? 0o755 };
  return { ...base, kind: 'file', sizeBytes: Buffer.from(file.content).length, mode: file.mode ?? 0o755 };
}

/** An engine that holds one container or image of files; what it is not told of, it has not. */
export function fakeEngine(world: FakeWorld): { engine: Engine; made: string[]; removed: string[]; reads: string[] } {
  const made: string[] = [];
  const removed: string[] = [];
  const reads: string[] = [];
  const treeOf = (id: string): FakeTree =>
    (made.includes(id) ? world.imageFiles : (world.containerFiles ?? world.imageFiles)) ?? {};
  const nothing = async (): Promise<Unavailable> => unavailable('unsupported', 'not in this test');
  const found = <T>(value: T | undefined): Answer<T> =>
    value === undefined ? unavailable('missing', 'there is none') : { ok: true, value };
  const image = (ref: string): ImageDetails | undefined =>
    world.images?.[ref] ??
    (world.image && (world.image.id === ref || world.image.tags.includes(ref)) ? world.image : undefined);

  const engine: Engine = {
    info: {
      name: 'docker',
      version: '20.10.24',
      apiVersion: '1.41',
      host: 'unix:///var/run/docker.sock',
      context: null,
      architecture: 'amd64',
      cgroupVersion: 1,
      rootless: false,
      userNamespaces: false,
      containerdImageStore: false,
      clockSkewMs: 0,
      hostName: 'host',
      swarm: null,
    },
    listContainers: async () => world.containers ?? [],
    listImages: async () => world.imageList ?? [],
    findContainer: async (ref) => {
      if (world.container && [world.container.name, world.container.id].includes(ref)) return world.container;
      throw new Error(`no container ${ref}`);
    },
    inspectContainer: async (id) => found(world.details?.find((one) => one.id === id) ?? world.container ?? undefined),
    inspectImage: async (ref) => found(image(ref)),
    imageHistory: nothing,
    stat: async (id, path) => {
      const hit = find(treeOf(id), posix.normalize(path), false);
      return hit ? { ok: true, value: statOf(path, hit.file) } : unavailable('missing', `${path} is not there`);
    },
    readFile: async (id, path, { maxBytes }): Promise<Answer<FileRead>> => {
      reads.push(`${id}:${path}`);
      const hit = find(treeOf(id), posix.normalize(path), true);
      if (!hit) return unavailable('missing', `${path} is not there`);
      const stat = statOf(hit.path, hit.file);
      if (stat.kind !== 'file') return unavailable('missing', `${path} is a directory`);
      const file = hit.file as string | Buffer | { content: string | Buffer; uid?: number; gid?: number };
      const plain = typeof file === 'string' || Buffer.isBuffer(file);
      const whole = Buffer.from(plain ? file : file.content);
      return {
        ok: true,
        value: {
          path: hit.path,
          stat,
          uid: plain ? 0 : (file.uid ?? 0),
          gid: plain ? 0 : (file.gid ?? 0),
          bytes: whole.subarray(0, maxBytes),
          truncated: whole.length > maxBytes,
        },
      };
    },
    walkTree: async (id, path, { headBytes }, visit) => {
      const entries = Object.entries(treeOf(id)).filter(([name]) => name.startsWith(path));
      for (const [name, file] of entries) {
        const stat = statOf(name, file);
        const content =
          typeof file === 'string' || Buffer.isBuffer(file) ? file : 'content' in file ? file.content : '';
        const entry: TreeEntry = {
          ...stat,
          path: name,
          uid: 0,
          gid: 0,
          head: Buffer.from(content).subarray(0, headBytes),
        };
        visit(entry);
      }
      return { ok: true, value: { entries: entries.length, truncated: false } };
    },
    cluster: async () =>
      world.cluster ? { ok: true, value: world.cluster } : unavailable('unsupported', 'in no Swarm'),
    logs: async () => ({ ok: true, value: { text: world.logs ?? '', truncated: false } }),
    events: async () => ({ ok: true, value: world.events ?? [] }),
    usage: nothing,
    changes: async () => ({ ok: true, value: world.changes ?? [] }),
    processes: async () =>
      world.processes ? { ok: true, value: world.processes } : unavailable('gone', 'it is not running'),
    threads: nothing,
    createOwn: async (spec: OwnContainerSpec) => {
      const id = `own-${made.length + 1}-${spec.role}`;
      made.push(id);
      return { ok: true, value: id };
    },
    startOwn: nothing,
    runOwn: nothing,
    execOwn: nothing,
    tunnelOwn: nothing,
    exportOwn: nothing,
    removeOwn: async (id) => {
      removed.push(id);
    },
    listOwn: async () => [],
    importImage: nothing,
    saveImages: nothing,
    loadImages: nothing,
    removeImage: nothing,
    close: async () => {},
  };
  return { engine, made, removed, reads };
}

/** An image with nothing unusual about it. */
export function anImage(over: Partial<ImageDetails> = {}): ImageDetails {
  return {
    id: `sha256:${'a'.repeat(64)}`,
    tags: ['shop/payments:1.4'],
    digests: [],
    createdAt: '2026-01-01T00:00:00Z',
    sizeBytes: 100,
    labels: {},
    architecture: 'amd64',
    variant: '',
    os: 'linux',
    entrypoint: [],
    command: ['/app/server'],
    env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
    workingDir: '/app',
    user: '',
    layers: ['sha256:base', 'sha256:app'],
    ...over,
  };
}

/** A running container with nothing unusual about it. */
export function aContainer(over: Partial<ContainerDetails> = {}): ContainerDetails {
  return {
    id: 'c'.repeat(64),
    name: 'payments',
    state: 'running',
    pid: 1234,
    exitCode: null,
    oomKilled: false,
    error: '',
    startedAt: '2026-01-02T00:00:00Z',
    finishedAt: null,
    createdAt: '2026-01-02T00:00:00Z',
    restartCount: 0,
    restartPolicy: 'no',
    health: null,
    imageId: `sha256:${'a'.repeat(64)}`,
    imageRef: 'shop/payments:1.4',
    entrypoint: [],
    command: ['/app/server'],
    workingDir: '/app',
    user: '',
    env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
    labels: {},
    tty: false,
    readOnlyRoot: false,
    privileged: false,
    capAdd: [],
    capDrop: [],
    securityOpt: [],
    networkMode: 'default',
    pidMode: '',
    ipcMode: 'private',
    usernsMode: '',
    runtime: 'runc',
    appArmorProfile: '',
    dns: [],
    dnsSearch: [],
    dnsOptions: [],
    extraHosts: [],
    mounts: [],
    tmpfs: {},
    memoryLimitBytes: null,
    cpuLimit: null,
    pidsLimit: null,
    ulimits: [],
    networks: [],
    ports: [],
    logDriver: 'json-file',
    ...over,
  };
}
