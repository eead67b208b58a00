/**
 * Several machines that are managed as one (Docker's Swarm), as the engine that manages them tells it. Times are RFC
 * 3339; what is not known is empty or null.
 */

/** An engine's own place in a Swarm. */
export interface SwarmMembership {
  readonly nodeId: string;
  /** The address that the other nodes know it by. */
  readonly address: string;
  /** Only a manager tells of services, tasks and nodes. */
  readonly isManager: boolean;
  /** Addresses of managers, with ports. */
  readonly managers: readonly string[];
}

export interface Cluster {
  readonly services: readonly ClusterService[];
  /** Present and past ones, as far as they are kept. */
  readonly tasks: readonly ClusterTask[];
  readonly nodes: readonly ClusterNode[];
}

export interface ClusterService {
  readonly id: string;
  readonly name: string;
  /** What its specification says should run now. */
  readonly imageRef: string;
  /** What the specification before said; empty when there was none. */
  readonly previousImageRef: string;
  /** When the specification was last changed. */
  readonly updatedAt: string;
  /** updating, paused, completed, rollback_started, rollback_paused, rollback_completed; empty: never updated. */
  readonly updateState: string;
  readonly updateMessage: string;
  /** Tasks that are wanted; null for one on every node. */
  readonly replicas: number | null;
  /** vip: one virtual address before all tasks · dnsrr: their own addresses. */
  readonly endpointMode: string;
  /** One a network. */
  readonly virtualAddresses: readonly { readonly networkId: string; readonly address: string }[];
}

export interface ClusterTask {
  readonly id: string;
  readonly serviceId: string;
  /** The container's name, whether or not there is one: web.2.6wly77o1…. */
  readonly name: string;
  /** web.2; of a service that runs on every node, web on NODE. */
  readonly place: string;
  /** Null for a service that runs on every node. */
  readonly slot: number | null;
  /** Empty while none is chosen. */
  readonly nodeId: string;
  /** Empty while there is none. */
  readonly containerId: string;
  /** new, pending, assigned, preparing, starting, running, complete, shutdown, failed, rejected, orphaned, … */
  readonly state: string;
  readonly desiredState: string;
  readonly message: string;
  /** What went wrong, in the engine's words; empty when nothing did. */
  readonly error: string;
  /** Null while it has not ended. */
  readonly exitCode: number | null;
  readonly imageRef: string;
  readonly createdAt: string;
  /** Since when it is in its state. */
  readonly since: string;
}

export interface ClusterNode {
  readonly id: string;
  readonly hostName: string;
  readonly address: string;
  /** ready, down, disconnected, unknown. */
  readonly state: string;
  /** active, pause, drain. */
  readonly availability: string;
  readonly role: string;
}

/** The states in which a task has ended, one way or another. */
const ENDED: readonly string[] = ['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'];

export function hasEnded(task: Pick<ClusterTask, 'state'>): boolean {
  return ENDED.includes(task.state);
}

/** The newest task of each place of a service: what stands there now. Pure. */
export function currentTasks(tasks: readonly ClusterTask[]): ClusterTask[] {
  const byPlace = new Map<string, ClusterTask>();
  for (const task of tasks) {
    const key = `${task.serviceId}\n${task.slot ?? task.nodeId}`;
    const known = byPlace.get(key);
    if (known === undefined || isNewer(task, known)) byPlace.set(key, task);
  }
  return [...byPlace.values()];
}

/** One that is wanted stands before one that is not, whichever was made later. */
function isNewer(one: ClusterTask, two: ClusterTask): boolean {
  const wanted = (task: ClusterTask): boolean => task.desiredState === 'running' || task.desiredState === 'ready';
  if (wanted(one) !== wanted(two)) return wanted(one);
  return one.createdAt > two.createdAt;
}
