import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { connectEngine } from '../../src/engine/connect.ts';
import { labEngine } from './engine.ts';
import { until } from './wait.ts';

/** A machine of the Swarm: an engine in network, host name and mount namespaces of its own. */
export interface SwarmNode {
  readonly hostName: string;
  readonly address: string;
  /** unix:///…: a socket is reached from every namespace. */
  readonly host: string;
  readonly docker: Docker;
}

/** Two engines as one Swarm: the first manages it, the second works for it. */
export interface Swarm {
  readonly manager: SwarmNode;
  readonly worker: SwarmNode;
  /** Puts an image of the lab onto both under another name. */
  image(ref: string, as: string): Promise<void>;
  /** Ends both engines with all that runs on them. */
  close(): Promise<void>;
}

/**
 * Starts two engines and joins them, over one cable between their namespaces. Their services use the network `host`, so
 * that nothing hangs on what the kernel has of overlay networks and load balancing.
 */
export async function startSwarm(): Promise<Swarm> {
  const folder = mkdtempSync(join(tmpdir(), 'wd-swarm-'));
  const engines: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    for (const engine of engines) engine.kill('SIGTERM');
    for (const engine of engines) {
      await until('an engine of the Swarm to end', async () => engine.exitCode !== null || engine.signalCode !== null);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const nodes = ['198.18.79.1', '198.18.79.2'].map((address, at) => nodeIn(folder, at + 1, address));
    for (const node of nodes) engines.push(startEngine(folder, node));
    for (const engine of engines) await untilApart(engine);
    cable(engines, nodes);
    const [manager, worker] = nodes;
    if (manager === undefined || worker === undefined) throw new Error('there are two nodes');
    for (const node of nodes) {
      await until(`the engine of ${node.hostName}`, () => node.docker.ping().then(() => true), 60_000).catch(
        (error) => {
          throw new Error(`${error}\n${readFileSync(logOf(folder, node), 'utf8').slice(-2_000)}`);
        },
      );
    }
    await joined(manager, worker);
    return { manager, worker, close, image: (ref, as) => copyImage(nodes, ref, as) };
  } catch (error) {
    await close();
    throw error;
  }
}

function nodeIn(folder: string, number: number, address: string): SwarmNode {
  const socketPath = join(folder, `${number}.sock`);
  const docker = new Docker({ socketPath });
  return { hostName: `wd-node-${number}`, address, host: `unix://${socketPath}`, docker };
}

function logOf(folder: string, { hostName }: SwarmNode): string {
  return join(folder, `${hostName}.log`);
}

function startEngine(folder: string, node: SwarmNode): ChildProcess {
  const own = join(folder, node.hostName);
  mkdirSync(own);
  const options = [
    ...['--data-root', join(own, 'data'), '--exec-root', join(own, 'exec'), '--pidfile', join(own, 'pid')],
    ...['--bridge', 'none', '--iptables=false', '--storage-driver', 'vfs', '-H', node.host],
  ];
  // Mounts of its own are gone with its last process, whatever becomes of this one.
  const script = 'echo "$1" > /proc/sys/kernel/hostname && log=$2 && shift 2 && exec dockerd "$@" > "$log" 2>&1';
  const words = ['-c', script, 'sh', node.hostName, logOf(folder, node), ...options];
  return spawn('unshare', ['--net', '--uts', '--mount', 'sh', ...words], { stdio: 'ignore' });
}

/** `unshare` has done its work when the process is in a network namespace that is not ours. */
function untilApart(engine: ChildProcess): Promise<unknown> {
  const namespaceOf = (pid: string): string => execFileSync('readlink', [`/proc/${pid}/ns/net`], { encoding: 'utf8' });
  return until('a namespace of its own', async () => namespaceOf(String(engine.pid)) !== namespaceOf('self'));
}

function cable(engines: readonly ChildProcess[], nodes: readonly SwarmNode[]): void {
  const names = engines.map(({ pid }) => `wds${pid}`);
  const ip = (...args: string[]): Buffer => execFileSync('ip', args);
  ip('link', 'add', names[0] ?? '', 'type', 'veth', 'peer', 'name', names[1] ?? '');
  for (const [at, { pid }] of engines.entries()) {
    const there = (...args: string[]): Buffer => execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', ...args]);
    ip('link', 'set', names[at] ?? '', 'netns', String(pid), 'name', 'eth0');
    there('addr', 'add', `${nodes[at]?.address}/30`, 'dev', 'eth0');
    there('link', 'set', 'eth0', 'up');
    there('link', 'set', 'lo', 'up');
  }
}

async function joined(manager: SwarmNode, worker: SwarmNode): Promise<void> {
  const listen = { ListenAddr: '0.0.0.0:2377' };
  await manager.docker.swarmInit({ ...listen, AdvertiseAddr: manager.address });
  const { JoinTokens } = (await manager.docker.swarmInspect()) as { JoinTokens: { Worker: string } };
  const remote = { RemoteAddrs: [`${manager.address}:2377`], JoinToken: JoinTokens.Worker };
  await worker.docker.swarmJoin({ ...listen, ...remote, AdvertiseAddr: worker.address });
  await until('both nodes to be ready', async () => {
    const nodes = (await manager.docker.listNodes()) as { Status?: { State?: string } }[];
    return nodes.length === 2 && nodes.every((node) => node.Status?.State === 'ready');
  });
}

async function copyImage(nodes: readonly SwarmNode[], ref: string, as: string): Promise<void> {
  const from = await connectEngine({ host: (await labEngine()).host });
  for (const node of nodes) {
    const to = await connectEngine({ host: node.host });
    const saved = await from.saveImages([ref]);
    if (!saved.ok) throw new Error(saved.reason);
    const loaded = await to.loadImages(saved.value);
    if (!loaded.ok) throw new Error(loaded.reason);
    const [repo = '', tag = ''] = as.split(':');
    await node.docker.getImage(ref).tag({ repo, tag });
    await to.close();
  }
  await from.close();
}
