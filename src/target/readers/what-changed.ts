import type { Cluster, ClusterService } from '../../engine/cluster.ts';
import type {
  Answer,
  ContainerDetails,
  ContainerSummary,
  Engine,
  EngineEvent,
  ImageSummary,
} from '../../engine/engine.ts';
import type { FileChange } from '../../engine/engine-observations.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import { repositoryOf } from '../image-expectation.ts';
import { previousTask, type SpecChange, specChange } from '../previous-task.ts';
import type { Reader } from '../reader.ts';
import { isSameService, type ServiceName, serviceOf, serviceText } from '../service-of.ts';
import { readEvidence } from './evidence.ts';

const RECORD_MS = 24 * 60 * 60 * 1000;
const MOST = 12;
const TELLING =
  /^(?:create|start|die|oom|kill|stop|restart|destroy|rename|update|health_status|pull|tag|untag|delete|import|load)/;

/** What changed before it broke: earlier images and containers of the same service, events, files written since. */
export const whatChanged: Reader = {
  source: 'what-changed',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { engine, container, image } = context;
    const ref = container?.imageRef ?? context.target?.image.ref ?? image.tags[0] ?? '';
    const service = container ? serviceOf(container.labels) : null;
    const [images, containers, events, changes, cluster] = await Promise.all([
      quietly(() => engine.listImages()),
      quietly(() => engine.listContainers()),
      engine.events({ sinceMs: RECORD_MS }),
      container ? engine.changes(container.id) : null,
      service?.by === 'swarm' ? engine.cluster({ serviceId: service.id }) : null,
    ]);
    const repository = ref === '' ? '' : repositoryOf(ref);
    const siblings = container ? siblingsOf(container, service, containers) : [];
    const record = events.ok ? events.value.filter((event) => TELLING.test(event.action)) : [];
    const about = container ? record.filter((event) => isAbout(event, container, service)) : [];
    const earlier = container
      ? (earlierTask(container, cluster) ??
        earlierOf(container, siblings, about) ??
        earlierSpec(specOf(cluster, service)))
      : null;
    const spec = specOf(cluster, service);
    const others = otherImages(images, image.id, repository);
    const data = {
      name: container?.name ?? ref,
      imageId: container?.imageId ?? image.id,
      imageRef: ref,
      imageCreated: image.createdAt,
      createdAt: container?.createdAt ?? image.createdAt,
      startedAt: container?.startedAt ?? null,
      restartCount: container?.restartCount ?? 0,
      service: service && serviceText(service),
      spec: spec ? specChange(spec) : null,
      previous: earlier,
      otherImages: others,
      layers: await sharedLayers(engine, image.layers, others[0]?.id),
      siblings: siblings.slice(0, MOST).map((one) => ({
        name: one.name,
        state: one.state,
        imageId: one.imageId,
        imageRef: one.imageRef,
        createdAt: one.createdAt,
        status: one.status,
      })),
      events: about.slice(-MOST * 2).map((event) => ({
        at: event.at,
        action: event.action.slice(0, 80),
        image: event.attributes.image ?? '',
        name: event.attributes.name ?? '',
        exitCode: event.attributes.exitCode ?? '',
      })),
      eventsKnown: events.ok,
      changes: changes?.ok ? changeData(changes.value) : null,
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'what changed',
          startedAt,
          data: data as unknown as Json,
          stdout: lines(data).join('\n'),
          byHand: container
            ? `docker events --since 24h --until 0s --filter container=${container.name}; docker ps -a --filter ancestor=${repository || container.imageId}; docker image ls ${repository}; docker diff ${container.name}`
            : `docker image ls ${repository}`,
        }),
      ],
    };
  },
};

async function quietly<T>(ask: () => Promise<T[]>): Promise<T[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}

/** Other containers of the same service; without labels, those named like it (payments-old, payments_1, payments-2). */
function siblingsOf(
  container: ContainerDetails,
  service: ServiceName | null,
  all: readonly ContainerSummary[],
): ContainerSummary[] {
  const stem = stemOf(container.name);
  return all
    .filter((one) => one.id !== container.id && one.labels['io.walkdown.session'] === undefined)
    .filter((one) =>
      service ? isSameService(serviceOf(one.labels), service) : stem.length >= 3 && stemOf(one.name) === stem,
    )
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

function stemOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/^[0-9a-f]{12}_/, '')
    .replace(/(?:[-_.](?:old|new|prev|previous|backup|bak|blue|green|v?\d{1,6}))+$/, '');
}

function isAbout(event: EngineEvent, container: ContainerDetails, service: ServiceName | null): boolean {
  if (event.id === container.id) return true;
  if (event.kind === 'image') return repositoryOf(event.attributes.name ?? '') === repositoryOf(container.imageRef);
  if (event.kind !== 'container' || event.attributes['io.walkdown.session'] !== undefined) return false;
  return event.attributes.name === container.name || isSameService(serviceOf(event.attributes), service);
}

interface Earlier {
  readonly imageId: string;
  readonly imageRef: string;
  readonly until: string;
  readonly name: string;
  /** task, event, container, spec: who knows of it. */
  readonly from: string;
  /** What went wrong with it; left out when nothing did. */
  readonly error?: string;
}

/** The task that stood in this one's place, as a Swarm's manager tells, on whichever node. */
function earlierTask(container: ContainerDetails, cluster: Answer<Cluster> | null): Earlier | null {
  const before = cluster?.ok ? previousTask(cluster.value, container.id) : null;
  if (before === null) return null;
  const { imageRef, until, error, node } = before;
  const name = node === '' ? before.name : `${before.name} on ${node}`;
  return { imageId: '', imageRef, until, name, from: 'task', ...(error === '' ? {} : { error }) };
}

function specOf(cluster: Answer<Cluster> | null, service: ServiceName | null): ClusterService | undefined {
  return cluster?.ok ? cluster.value.services.find(({ id }) => id === service?.id) : undefined;
}

/** What the service's specification said before its last change. */
function earlierSpec(service: ClusterService | undefined): Earlier | null {
  if (service === undefined || service.previousImageRef === '') return null;
  const name = `the specification of ${service.name}`;
  return { imageId: '', imageRef: service.previousImageRef, until: service.updatedAt, name, from: 'spec' };
}

/** The container that stood in this one's place before: a stopped sibling, or one that the engine's record names. */
function earlierOf(
  container: ContainerDetails,
  siblings: readonly ContainerSummary[],
  events: readonly EngineEvent[],
): Earlier | null {
  const gone = events
    .filter((event) => event.kind === 'container' && event.id !== container.id && /^(?:die|destroy)/.test(event.action))
    .filter(
      (event) => event.at <= container.createdAt || event.at.slice(0, 16) <= (container.startedAt ?? '').slice(0, 16),
    )
    .at(-1);
  if (gone) {
    return {
      imageId: '',
      imageRef: gone.attributes.image ?? '',
      until: gone.at,
      name: gone.attributes.name ?? '',
      from: 'event',
    };
  }
  const old = siblings.find(
    (one) => (one.state === 'exited' || one.state === 'dead') && one.createdAt < container.createdAt,
  );
  return old
    ? { imageId: old.imageId, imageRef: old.imageRef, until: container.createdAt, name: old.name, from: 'container' }
    : null;
}

function otherImages(images: readonly ImageSummary[], id: string, repository: string) {
  if (repository === '') return [];
  const same = (one: ImageSummary): boolean =>
    [...one.tags, ...one.digests].some((name) => repositoryOf(name) === repository);
  return images
    .filter((one) => one.id !== id && same(one))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(0, MOST)
    .map((one) => ({ id: one.id, tags: one.tags.slice(0, 5), created: one.createdAt }));
}

/** How much of the image is also in another one of its repository, from the bottom. */
async function sharedLayers(engine: Engine, layers: readonly string[], other: string | undefined) {
  if (other === undefined) return null;
  const image = await engine.inspectImage(other);
  if (!image.ok) return null;
  const differs = layers.findIndex((layer, i) => image.value.layers[i] !== layer);
  return {
    with: other,
    shared: differs < 0 ? layers.length : differs,
    own: layers.length,
    theirs: image.value.layers.length,
  };
}

/** Files whose change can explain something: configuration, resolver, libraries, trust stores. */
const NOTABLE =
  /^\/(?:etc|lib|lib64|usr\/lib|usr\/local\/lib|usr\/share\/ca-certificates|usr\/local\/share\/ca-certificates|opt|app|srv)\//;
const NOISE = /^\/etc\/(?:hosts|hostname|resolv\.conf|mtab)$/;

function changeData(changes: readonly FileChange[]) {
  const count = (kind: FileChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  return {
    added: count('added'),
    modified: count('modified'),
    deleted: count('deleted'),
    notable: changes
      .filter((change) => NOTABLE.test(change.path) && !NOISE.test(change.path))
      .slice(0, 40)
      .map((change) => ({ path: change.path.slice(0, 300), kind: change.kind })),
  };
}

interface ChangedData {
  createdAt: string;
  startedAt: string | null;
  restartCount: number;
  previous: Earlier | null;
  spec: SpecChange | null;
  otherImages: { id: string; tags: string[]; created: string }[];
  siblings: { name: string; state: string; imageRef: string; status: string }[];
  events: { at: string; action: string; name: string; exitCode: string }[];
  changes: { added: number; modified: number; deleted: number } | null;
}

function lines(data: ChangedData): string[] {
  const { previous, changes, spec } = data;
  return [
    `created ${data.createdAt}, started ${data.startedAt ?? 'never'}, restarts ${data.restartCount}`,
    ...(previous
      ? [
          `before: ${previous.name} from ${previous.imageRef || previous.imageId} until ${previous.until}${previous.error ? `: ${previous.error}` : ''}`,
        ]
      : []),
    ...(spec
      ? [
          `specification: ${spec.imageRef}, before ${spec.previousImageRef || 'none'}, changed ${spec.updatedAt} ${spec.updateState} ${spec.updateMessage}`.trim(),
        ]
      : []),
    ...data.otherImages
      .slice(0, 5)
      .map((one) => `other image: ${one.id.slice(7, 19)} ${one.tags.join(' ') || '<none>'} ${one.created}`),
    ...data.siblings.slice(0, 5).map((one) => `sibling: ${one.name} ${one.state} ${one.imageRef} (${one.status})`),
    ...data.events
      .slice(-10)
      .map((event) => `${event.at} ${event.name} ${event.action}${event.exitCode ? ` (exit ${event.exitCode})` : ''}`),
    ...(changes ? [`files: ${changes.added} added, ${changes.modified} modified, ${changes.deleted} deleted`] : []),
  ];
}
