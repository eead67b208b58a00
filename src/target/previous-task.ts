import type { Cluster, ClusterService, ClusterTask } from '../engine/cluster.ts';
import { hasEnded } from '../engine/cluster.ts';

/** What stood in a task's place before it, by a Swarm's manager. */
export interface PreviousTask {
  readonly name: string;
  readonly node: string;
  readonly imageRef: string;
  readonly state: string;
  /** In the engine's words; empty when nothing went wrong. */
  readonly error: string;
  readonly until: string;
}

/** The task that stood in the same place before the one with this container; null when none is kept. Pure. */
export function previousTask(cluster: Cluster, containerId: string): PreviousTask | null {
  const own = cluster.tasks.find((task) => task.containerId === containerId);
  if (own === undefined) return null;
  const isBefore = (task: ClusterTask): boolean =>
    task.id !== own.id &&
    task.createdAt < own.createdAt &&
    (own.slot === null ? task.nodeId === own.nodeId : task.slot === own.slot);
  const before = cluster.tasks
    .filter((task) => task.serviceId === own.serviceId && isBefore(task))
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  if (before === undefined) return null;
  return {
    name: before.name,
    node: cluster.nodes.find(({ id }) => id === before.nodeId)?.hostName ?? '',
    imageRef: before.imageRef,
    state: before.state,
    error: before.error,
    until: hasEnded(before) ? before.since : own.createdAt,
  };
}

/** The service's specification, as far as it tells what changed. */
export interface SpecChange {
  readonly imageRef: string;
  /** Empty when the service was never updated. */
  readonly previousImageRef: string;
  readonly updatedAt: string;
  readonly updateState: string;
  readonly updateMessage: string;
}

export function specChange(service: ClusterService): SpecChange {
  const { imageRef, previousImageRef, updatedAt, updateState, updateMessage } = service;
  return { imageRef, previousImageRef, updatedAt, updateState, updateMessage };
}

/** While an update is rolled out, a task of the old specification is no drift: its turn comes. */
export function isRollingOut({ updateState }: Pick<ClusterService, 'updateState'>): boolean {
  return updateState === 'updating' || updateState === 'rollback_started';
}
