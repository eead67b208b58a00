import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { until } from './wait.ts';

/** What must be the same before and after a walk: the file system's changes, and what inspect says that does not move by itself. */
export interface Snapshot {
  /** As `docker diff` prints them, sorted. */
  changes: string[];
  inspect: Record<string, unknown>;
}

type State = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead';

const CHANGE = ['C', 'A', 'D'];

/** A container on the bench. */
export class Target {
  /** What the engine said when it would not start the container; undefined when it did. */
  startError: string | undefined;
  readonly docker: Docker;
  readonly id: string;
  readonly name: string;

  constructor(docker: Docker, id: string, name: string) {
    this.docker = docker;
    this.id = id;
    this.name = name;
  }

  get container(): Docker.Container {
    return this.docker.getContainer(this.id);
  }

  inspect(): Promise<Docker.ContainerInspectInfo> {
    return this.container.inspect();
  }

  /** Starts it. A refusal (no such file, permission denied) is kept in `startError`, as an orchestrator would log it. */
  async start(): Promise<void> {
    try {
      await this.container.start();
    } catch (error) {
      this.startError = error instanceof Error ? error.message : String(error);
    }
  }

  /** Puts files into the container, made directories included; before it starts, or while it runs. */
  async put(files: Record<string, { content: string | Buffer; mode?: number }>): Promise<void> {
    const archive = pack();
    for (const [path, { content, mode }] of Object.entries(files)) {
      archive.entry({ name: path.replace(/^\/+/, ''), mode: mode ?? 0o644 }, content);
    }
    archive.finalize();
    const parts: Buffer[] = [];
    for await (const part of archive) parts.push(part as Buffer);
    await this.container.putArchive(Buffer.concat(parts), { path: '/' });
  }

  /** Both streams of its log, as text. */
  async logs(): Promise<string> {
    const raw = await this.container.logs({ stdout: true, stderr: true, follow: false });
    return demultiplex(Buffer.isBuffer(raw) ? raw : Buffer.from(String(raw)));
  }

  /** Runs a command in it while it runs, as whom its image says; what it said on both streams, and its exit status. */
  async run(...argv: string[]): Promise<{ exit: number | null; output: string }> {
    const exec = await this.container.exec({ Cmd: argv, AttachStdout: true, AttachStderr: true });
    const parts: Buffer[] = [];
    for await (const part of await exec.start({})) parts.push(part as Buffer);
    const { ExitCode } = await exec.inspect();
    return { exit: ExitCode, output: demultiplex(Buffer.concat(parts)) };
  }

  /** Waits until it is in one of these states, and returns which. */
  untilState(...states: State[]): Promise<State> {
    return until(`${this.name} to be ${states.join(' or ')}`, async () => {
      const now = (await this.inspect()).State.Status as State;
      return states.includes(now) ? now : undefined;
    });
  }

  /** Waits until its log has this text. */
  async untilLog(text: string, limitMs?: number): Promise<void> {
    await until(`"${text}" in the log of ${this.name}`, async () => (await this.logs()).includes(text), limitMs);
  }

  /**
   * For a comparison of before and after. On a container that restarts by itself, what moves with each restart
   * (state, count, addresses) is left out.
   */
  async snapshot(): Promise<Snapshot> {
    const [seen, changes] = await Promise.all([this.inspect(), this.container.changes()]);
    const lines = ((changes ?? []) as { Kind: number; Path: string }[]).map(
      ({ Kind, Path }) => `${CHANGE[Kind]} ${Path}`,
    );
    const { Id, Created, Path, Args, Image, Name, Config, HostConfig, Driver, Platform } = seen;
    // The engine keeps them in a map: their order is another one each time.
    const Mounts = seen.Mounts.toSorted((one, other) => one.Destination.localeCompare(other.Destination));
    const fixed = { Id, Created, Path, Args, Image, Name, Mounts, Config, HostConfig, Driver, Platform };
    const loops = seen.State.Restarting || seen.RestartCount > 0;
    const { Status, ExitCode, OOMKilled, Error: error, StartedAt, FinishedAt, Pid } = seen.State;
    const moving = {
      State: { Status, ExitCode, OOMKilled, Error: error, StartedAt, FinishedAt, Pid },
      RestartCount: seen.RestartCount,
      Networks: seen.NetworkSettings.Networks,
    };
    return { changes: lines.sort(), inspect: { ...fixed, ...(loops ? {} : moving) } };
  }

  /** Removes it with its volumes, running or not; gone already is fine. */
  async remove(): Promise<void> {
    await this.container.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
      // 404: gone. 409: somebody (AutoRemove) is removing it already.
      if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
    });
    await until(`${this.name} to be gone`, () =>
      this.inspect().then(
        () => false,
        (error: { statusCode?: number }) => error.statusCode === 404,
      ),
    );
  }
}

/** The text of the engine's multiplexed stream: frames of 8 bytes of header and a payload. */
export function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const size = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * What walkdown left on the engine: containers, images, networks and volumes that carry a session's label.
 * With a session's id only that one's, since other tests may be walking on the same engine.
 */
export async function oursLeft(docker: Docker, session?: string): Promise<string[]> {
  const label = session ? `io.walkdown.session=${session}` : 'io.walkdown.session';
  const filters = { label: [label] };
  const [containers, images, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listImages({ all: true, filters: JSON.stringify(filters) }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Names, Id }) => `container ${Names[0] ?? Id}`),
    ...images.map(({ RepoTags, Id }) => `image ${RepoTags?.[0] ?? Id}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}
