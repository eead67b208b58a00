import { type Cluster, type ClusterService, type ClusterTask, currentTasks, hasEnded } from '../engine/cluster.ts';
import type { ContainerSummary, EngineInfo } from '../engine/engine.ts';
import type { TargetRow } from '../ui/ports.ts';
import { ageText, containerRow } from './target-rows.ts';

/** What the list of containers is made from. */
export interface ContainersSeen {
  readonly containers: readonly ContainerSummary[];
  readonly info: Pick<EngineInfo, 'swarm' | 'hostName'>;
  /** Null where the engine manages no other machines. */
  readonly cluster: Cluster | null;
  /** What stands before the slash of a TARGET on a node; null: no way to it is known. */
  readonly reach: (node: { readonly hostName: string; readonly address: string }) => string | null;
}

/** Begins the key of a task that cannot be opened from here; the rest says why, and what to do. */
const ELSEWHERE = 'elsewhere:';

/** Why a row cannot be opened; null when it can. */
export function whyNotHere(key: string): string | null {
  return key.startsWith(ELSEWHERE) ? key.slice(ELSEWHERE.length) : null;
}

/** The engine's containers, and of a Swarm the tasks that stand on other nodes, or nowhere. Ours are left out. Pure. */
export function containerRows(seen: ContainersSeen): TargetRow[] {
  const { cluster, containers, info } = seen;
  const node = info.swarm === null ? '' : (info.hostName ?? '');
  const here = containers
    .filter((one) => one.labels['io.walkdown.session'] === undefined)
    .map((one) => ({ row: localRow(one, cluster, node), at: one.createdAt }));
  // A task's container has its name before the manager knows its id.
  const known = new Set(containers.flatMap((one) => [one.id, one.name]));
  const elsewhere = currentTasks(cluster?.tasks ?? [])
    .filter((task) => !known.has(task.containerId) && !known.has(task.name) && isWorthShowing(task))
    .map((task) => ({ row: taskRow(task, seen), at: task.createdAt }));
  const order = { troubled: 0, ok: 1, idle: 2 } as const;
  // Of the troubled the one made last is most likely what one was paged for.
  return [...here, ...elsewhere]
    .sort((a, b) => {
      const newest = a.row.health === 'troubled' ? b.at.localeCompare(a.at) : 0;
      return order[a.row.health] - order[b.row.health] || newest || compareNames(a.row.name, b.row.name);
    })
    .map(({ row }) => row);
}

function compareNames(one: string, two: string): number {
  return one.localeCompare(two, 'en', { numeric: true });
}

function localRow(one: ContainerSummary, cluster: Cluster | null, node: string): TargetRow {
  const row = containerRow(one);
  const serviceId = one.labels['com.docker.swarm.service.id'];
  if (serviceId === undefined) return row;
  const service = cluster?.services.find(({ id }) => id === serviceId);
  const task = cluster?.tasks.find(({ containerId }) => containerId === one.id);
  const group = service && cluster ? groupOf(service, cluster) : row.group;
  // Swarm ends what it replaces: that one is no trouble.
  if (task?.state === 'shutdown' && one.state === 'exited') {
    return { ...row, group, node, health: 'idle', status: 'ended by Swarm, another stands in its place' };
  }
  const failed = task?.error && one.state !== 'running' ? `${row.status}: ${task.error}` : row.status;
  return { ...row, group, node, status: failed };
}

/** A task that came to its end without fault, or was taken away, is no target. */
function isWorthShowing(task: ClusterTask): boolean {
  if (task.desiredState === 'remove') return false;
  return !hasEnded(task) || task.state === 'failed' || task.state === 'rejected';
}

function taskRow(task: ClusterTask, { cluster, reach }: ContainersSeen): TargetRow {
  const service = cluster?.services.find(({ id }) => id === task.serviceId);
  const node = cluster?.nodes.find(({ id }) => id === task.nodeId);
  const way = node === undefined ? null : reach(node);
  const words = task.error === '' ? task.message : task.error;
  const running = task.state === 'running' && node?.state === 'ready';
  const down = node !== undefined && node.state !== 'ready' ? `, its node is ${node.state}` : '';
  return {
    key: keyOf(task, node?.hostName ?? '', way),
    kind: 'container',
    name: task.name,
    image: task.imageRef.replace(/@sha256:[0-9a-f]+$/, ''),
    health: running ? 'ok' : 'troubled',
    status: running ? `running ${ageText(task.since)}` : `${task.state}${down}${words === '' ? '' : `: ${words}`}`,
    age: ageText(task.createdAt),
    libc: '',
    group: service && cluster ? groupOf(service, cluster) : '',
    node: node?.hostName ?? 'no node',
  };
}

function keyOf(task: ClusterTask, node: string, way: string | null): string {
  const { place, name } = task;
  if (task.containerId === '') {
    const why = task.error || task.message || task.state;
    const service = place.replace(/(?:\.\d+| on .*)$/, '');
    return `${ELSEWHERE}${place} has no container: docker service ps --no-trunc ${service} (${why})`;
  }
  if (way !== null) return `${way}/${name}`;
  // What to do stands first: on a narrow screen the rest is cut.
  return `${ELSEWHERE}no way to ${node}: name it under engines in config.yaml, or docker context create ${node} --docker host=ssh://${node}`;
}

/** "swarm web, 1 of 2 running, update paused: …"; alike for all tasks of the service. */
function groupOf(service: ClusterService, cluster: Cluster): string {
  const tasks = currentTasks(cluster.tasks.filter(({ serviceId }) => serviceId === service.id));
  const running = tasks.filter((task) => task.state === 'running' && task.desiredState === 'running').length;
  const wanted = service.replicas ?? tasks.filter((task) => task.desiredState === 'running').length;
  const { updateState, updateMessage } = service;
  const settled = updateState === '' || updateState === 'completed';
  const words = settled ? '' : `, ${updateState.replace('_', ' ')}${updateMessage ? `: ${updateMessage}` : ''}`;
  const update = updateState === 'paused' ? words.replace(', paused', ', update paused') : words;
  return `swarm ${service.name}, ${running} of ${wanted} running${update}`;
}
