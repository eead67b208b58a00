import { type Cluster, currentTasks } from '../../engine/cluster.ts';
import type { Answer, ContainerDetails, ContainerSummary, Engine } from '../../engine/engine.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { isSameService, type ServiceName, serviceOf, serviceText } from '../service-of.ts';
import { type Shared, sharedBy, sharedMounts } from '../shared.ts';
import { bestSibling, compareCommand, type Sibling } from '../siblings.ts';
import { type VirtualService, virtualServices } from '../virtual-services.ts';
import { readEvidence } from './evidence.ts';
import { sameBundle } from './same-bundle.ts';

/** More containers than this are not looked at one by one. */
const MOST_LOOKED_AT = 200;
const SIDE_BY_SIDE = 8;
/** So long may all of it take, in milliseconds: the walk does not wait for neighbours. */
const LOOK_MS = 4_000;
const MOST_SIBLINGS = 24;

/** Its siblings in the same service, wherever they run, and what the other containers of its engine share with it. */
export const neighbours: Reader = {
  source: 'neighbours',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { engine, container } = context;
    if (container === null) {
      const reason = 'an image has no neighbours';
      return { kind: 'unseen', reason, toCheckIt: 'walk a container of it', evidence: [] };
    }
    const until = startedAt.getTime() + LOOK_MS;
    const service = serviceOf(container.labels);
    const [containers, cluster] = await Promise.all([listed(engine), clusterOf(engine, service)]);
    const others = worthALook(containers, container, service);
    const details = await inspected(engine, others.slice(0, MOST_LOOKED_AT), until, context.signal);
    const siblings = service === null ? [] : siblingsOf(context, container, service, details, cluster);
    const sibling = bestSibling(siblings);
    const shares = new Map(details.map((one) => [one.id, sharesOf(container, one)]));
    const running = nearest(container, details).filter((one) => one.state === 'running');
    const bundles = running.length === 0 ? null : await sameBundle(context, container, running, until);
    for (const id of bundles?.same ?? []) shares.get(id)?.push('bundle');
    const info = { context: engine.info.context, host: engine.info.host };
    const data = {
      service: service === null ? null : { by: service.by, name: service.name },
      cluster: cluster === null ? null : cluster.ok,
      clusterReason: cluster === null || cluster.ok ? '' : cluster.reason,
      virtual: cluster?.ok ? virtualOf(context, container, cluster.value) : [],
      siblings: siblings.slice(0, MOST_SIBLINGS),
      sibling: sibling === null ? null : { ...sibling, compare: compareCommand(container.name, sibling, info) },
      there: others.length,
      looked: details.length,
      bundles: bundles === null ? null : { there: running.length, looked: bundles.compared.length },
      shares: details.map((one) => ({ name: one.name, shares: shares.get(one.id) ?? [] })),
      mounts: mountsOf(container, details),
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'siblings and neighbours',
          startedAt,
          data: data as unknown as Json,
          stdout: lines(data).join('\n'),
          byHand:
            cluster?.ok && service !== null
              ? `docker service ps --no-trunc ${service.name}; docker ps -a --filter ancestor=${container.imageId}`
              : `docker ps -a --filter ancestor=${container.imageId}`,
        }),
      ],
    };
  },
};

async function listed(engine: Engine): Promise<ContainerSummary[]> {
  try {
    return await engine.listContainers();
  } catch {
    return [];
  }
}

/** Null: it is in no Swarm, and nothing is to be asked. */
async function clusterOf(engine: Engine, service: ServiceName | null): Promise<Answer<Cluster> | null> {
  return service?.by === 'swarm' ? engine.cluster({ serviceId: service.id }) : null;
}

function virtualOf({ target }: ReadContext, { labels }: ContainerDetails, { services }: Cluster): VirtualService[] {
  return virtualServices(target?.endpoints ?? [], services, labels['com.docker.stack.namespace'] ?? '');
}

/** Those that live, and those that failed: siblings first, then those of the same image. */
function worthALook(
  all: readonly ContainerSummary[],
  target: ContainerDetails,
  service: ServiceName | null,
): ContainerSummary[] {
  const rank = (one: ContainerSummary): number =>
    (isSameService(serviceOf(one.labels), service) ? 0 : 2) + (one.imageId === target.imageId ? 0 : 1);
  return all
    .filter((one) => one.id !== target.id && one.labels['io.walkdown.session'] === undefined)
    .filter(
      (one) => isAlive(one.state) || (rank(one) < 3 && hasFailed(one) && !stoodHere(serviceOf(one.labels), service)),
    )
    .toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** An earlier task of the same place is neither a sibling nor a neighbour: the target stands where it stood. */
function stoodHere(one: ServiceName | null, own: ServiceName | null): boolean {
  return own?.by === 'swarm' && isSameService(one, own) && one?.number === own.number;
}

function isAlive(state: ContainerSummary['state']): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

/** Ended by itself with a failure, or never started; what somebody ended (137, 143) is no failure of its own. */
function hasFailed(one: ContainerSummary): boolean {
  if (one.state === 'created') return true;
  const code = /^Exited \((\d{1,3})\)/.exec(one.status)?.[1];
  return code !== undefined && !['0', '137', '143'].includes(code);
}

/** Descriptions of all, a few at a time, as far as the time goes. */
async function inspected(
  engine: Engine,
  wanted: readonly ContainerSummary[],
  until: number,
  signal: AbortSignal | undefined,
): Promise<ContainerDetails[]> {
  const found: (ContainerDetails | undefined)[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < wanted.length && Date.now() < until && !signal?.aborted) {
      const at = next;
      next += 1;
      const answer = await engine.inspectContainer(wanted[at]?.id ?? '');
      if (answer.ok) found[at] = answer.value;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return found.filter((one) => one !== undefined);
}

/** Of one that does not run, only what kept it from that counts. */
function sharesOf(target: ContainerDetails, other: ContainerDetails): Shared[] {
  const shared = sharedBy(target, other);
  return isAlive(other.state) ? shared : shared.filter((one) => one === 'image' || one === 'program');
}

/** Those on a network of the target first. */
function nearest(target: ContainerDetails, others: readonly ContainerDetails[]): ContainerDetails[] {
  const isNear = (one: ContainerDetails): boolean => sharedBy(target, one).includes('network');
  return [...others.filter(isNear), ...others.filter((one) => !isNear(one))];
}

function mountsOf(target: ContainerDetails, others: readonly ContainerDetails[]) {
  const byPath = new Map<string, string[]>();
  for (const other of others.filter((one) => isAlive(one.state))) {
    for (const path of sharedMounts(target, other)) byPath.set(path, [...(byPath.get(path) ?? []), other.name]);
  }
  return [...byPath].slice(0, 40).map(([path, names]) => ({ path, names }));
}

function siblingsOf(
  { engine, reach }: ReadContext,
  target: ContainerDetails,
  service: ServiceName,
  here: readonly ContainerDetails[],
  cluster: Answer<Cluster> | null,
): Sibling[] {
  const node = engine.info.swarm === null ? '' : (engine.info.hostName ?? '');
  const local = here
    .filter((one) => isSameService(serviceOf(one.labels), service))
    .map((one): Sibling => {
      const { name, number } = serviceOf(one.labels) ?? service;
      return {
        name: one.name,
        place: service.by === 'swarm' && number !== '' ? `${name}.${number}` : one.name,
        node,
        here: true,
        way: '',
        state: one.state,
        health: one.health?.status ?? null,
        error: one.error.slice(0, 300),
        imageRef: one.imageRef,
        since: (one.state === 'running' ? one.startedAt : one.finishedAt) ?? '',
      };
    });
  if (!cluster?.ok) return local;
  const known = new Set([target.id, ...here.map((one) => one.id)]);
  const own = cluster.value.tasks.find(({ containerId }) => containerId === target.id);
  const elsewhere = currentTasks(cluster.value.tasks)
    .filter((task) => !known.has(task.containerId) && task.nodeId !== engine.info.swarm?.nodeId)
    .filter((task) => own === undefined || own.slot === null || task.slot !== own.slot)
    .map((task): Sibling => {
      const machine = cluster.value.nodes.find(({ id }) => id === task.nodeId);
      const isUp = machine?.state === 'ready';
      return {
        name: task.name,
        place: task.place,
        node: machine?.hostName ?? '',
        here: false,
        way: machine === undefined || !isUp ? null : (reach?.(machine) ?? null),
        state: isUp || machine === undefined ? task.state : `${task.state}, its node is ${machine.state}`,
        health: null,
        error: task.error,
        imageRef: task.imageRef,
        since: task.since,
      };
    });
  return [...local, ...elsewhere];
}

interface Seen {
  service: { by: 'swarm' | 'compose'; name: string } | null;
  clusterReason: string;
  siblings: readonly Sibling[];
  there: number;
  looked: number;
  shares: readonly { name: string; shares: readonly Shared[] }[];
}

function lines({ service, clusterReason, siblings, there, looked, shares }: Seen): string[] {
  const telling = shares.map(({ name, shares: all }) => ({ name, shares: all.filter((one) => one !== 'engine') }));
  return [
    service === null
      ? 'of no Compose project or Swarm service'
      : `service ${serviceText({ ...service, id: '', number: '' })}`,
    ...(clusterReason === '' ? [] : [clusterReason]),
    ...siblings.map((one) => {
      const where = one.node === '' ? '' : ` on ${one.node}`;
      const error = one.error === '' ? '' : `: ${one.error}`;
      return `sibling ${one.name}${where}: ${one.state}${one.health ? ` (${one.health})` : ''} ${one.imageRef}${error}`;
    }),
    `${looked} of ${there} other containers looked at`,
    ...telling.filter((one) => one.shares.length > 0).map((one) => `${one.name}: same ${one.shares.join(', ')}`),
  ];
}
