import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterService, ClusterTask } from '../../../src/engine/cluster.ts';
import type { Extractor } from '../../../src/extract/extractor.ts';
import { idleLimit } from '../../../src/extract/idle-limit.ts';
import { imageId } from '../../../src/extract/image-id.ts';
import { neighbours as neighbourFacts } from '../../../src/extract/neighbours.ts';
import { whatChanged as changeFacts } from '../../../src/extract/what-changed.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import { identifyTarget } from '../../../src/target/identify.ts';
import type { Reader } from '../../../src/target/reader.ts';
import { imageIdentity } from '../../../src/target/readers/image-identity.ts';
import { neighbours } from '../../../src/target/readers/neighbours.ts';
import { whatChanged } from '../../../src/target/readers/what-changed.ts';
import { aContainer, anImage, type FakeWorld, fakeEngine } from './fake-engine.ts';

const NOW = '2026-01-02T03:00:00Z';
const LABELS = {
  'com.docker.swarm.service.name': 'shop_web',
  'com.docker.swarm.service.id': 's1',
  'com.docker.swarm.task.name': 'shop_web.1.t2',
  'com.docker.stack.namespace': 'shop',
};

function service(over: Partial<ClusterService> = {}): ClusterService {
  return {
    id: 's1',
    name: 'shop_web',
    imageRef: 'shop/payments:1.4',
    previousImageRef: '',
    updatedAt: '2026-01-02T00:00:00Z',
    updateState: '',
    updateMessage: '',
    replicas: 2,
    endpointMode: 'vip',
    virtualAddresses: [],
    ...over,
  };
}

function task(id: string, over: Partial<ClusterTask> = {}): ClusterTask {
  return {
    id,
    serviceId: 's1',
    name: `shop_web.1.${id}`,
    place: 'shop_web.1',
    slot: 1,
    nodeId: 'n1',
    containerId: '',
    state: 'running',
    desiredState: 'running',
    message: '',
    error: '',
    exitCode: null,
    imageRef: 'shop/payments:1.4',
    createdAt: '2026-01-02T00:00:00Z',
    since: '2026-01-02T00:00:00Z',
    ...over,
  };
}

const target = aContainer({ name: 'shop_web.1.t2', labels: LABELS, env: ['DB=tcp://db:5432'] });
const own = task('t2', { containerId: target.id });

function cluster(tasks: ClusterTask[], ...services: ClusterService[]): Cluster {
  const node = { availability: 'active', role: 'worker', state: 'ready' };
  return {
    services: services.length > 0 ? services : [service()],
    tasks,
    nodes: [
      { ...node, id: 'n1', hostName: 'node-1', address: '10.0.0.1' },
      { ...node, id: 'n2', hostName: 'node-2', address: '10.0.0.2' },
      { ...node, id: 'n3', hostName: 'node-3', address: '10.0.0.3' },
    ],
  };
}

/** The facts of a reader on a manager of the Swarm. */
async function factsOf(reader: Reader, extractor: Extractor, world: FakeWorld): Promise<Facts> {
  const { engine } = fakeEngine({ container: target, image: anImage(), ...world });
  const swarm = { nodeId: 'n1', address: '10.0.0.1', isManager: true, managers: [] };
  const found = await identifyTarget({ ...engine, info: { ...engine.info, hostName: 'node-1', swarm } }, target.name);
  const seen = await reader.read({
    ...found.reading,
    target: found.facts,
    reach: ({ hostName }) => (hostName === 'node-2' ? 'node-2' : null),
    subject: '',
    earlier: {},
    timeoutMs: 1000,
  });
  if (seen.kind !== 'seen') throw new Error(seen.reason);
  return extractor.extract(seen.evidence, { target: found.facts, subject: '', earlier: {}, limits: {}, now: NOW });
}

const around = (tasks: ClusterTask[], ...services: ClusterService[]) =>
  factsOf(neighbours, neighbourFacts, { cluster: cluster(tasks, ...services) });

describe('a task of a Swarm', () => {
  it('is compared with the sibling on the node that a way leads to', async () => {
    const there = { slot: 2, nodeId: 'n2', containerId: 'c2', name: 'shop_web.2.t3', place: 'shop_web.2' };
    const facts = await around([own, task('t3', there), task('t4', { ...there, nodeId: 'n3', slot: 3 })]);
    expect(facts).toMatchObject({
      service: 'swarm shop_web',
      siblings: 2,
      siblingsRunning: 2,
      sibling: 'shop_web.2.t3',
      siblingNode: 'node-2',
      siblingBecause: 'running since 2026-01-02 00:00 UTC',
      compare: 'walkdown compare shop_web.1.t2 node-2/shop_web.2.t3',
    });
  });

  it('is told which sibling is sound where no way leads to it, without a command that would fail', async () => {
    const facts = await around([own, task('t3', { slot: 2, nodeId: 'n3', place: 'shop_web.2' })]);
    expect(facts).toMatchObject({ siblingNode: 'node-3', compare: '' });
  });

  it('has no sibling in a task that failed, nor in one that stood in its own place', async () => {
    const failed = task('t3', { slot: 2, nodeId: 'n2', state: 'failed', desiredState: 'shutdown', error: 'exit 1' });
    const facts = await around([own, failed, task('t1', { nodeId: 'n2', state: 'failed', desiredState: 'shutdown' })]);
    expect(facts).toMatchObject({ siblings: 1, siblingsRunning: 0, sibling: '', compare: '' });
    expect(facts.siblingsText).toBe('shop_web.1 on node-2 failed: exit 1');
  });

  it('talks to services by a virtual address: by name, by a stack’s short name, by the address', async () => {
    const address = [{ networkId: 'n', address: '10.0.1.2' }];
    const virtual = service({ id: 's2', name: 'shop_db', virtualAddresses: address });
    expect((await around([own], service(), virtual)).virtualServices).toEqual(['db:5432 (shop_db)']);
    expect((await around([own], service(), { ...virtual, endpointMode: 'dnsrr' })).virtualServices).toEqual([]);
    expect((await around([own], service(), { ...virtual, name: 'other_db' })).virtualServices).toEqual([]);
  });

  it('has drifted where its service’s specification names another image, but not while an update is under way', async () => {
    const identity = (over: Partial<ClusterService>) =>
      factsOf(imageIdentity, imageId, {
        cluster: cluster([own], service({ imageRef: 'shop/payments:1.5', ...over })),
        images: { 'shop/payments:1.5': anImage({ id: `sha256:${'b'.repeat(64)}` }) },
      });
    const stuck = await identity({ updateState: 'paused' });
    expect(stuck).toMatchObject({ comparable: true, matchesExpected: false, expectedFrom: 'Swarm service shop_web' });
    expect(await identity({ updateState: 'updating' })).toMatchObject({ expected: '' });
    expect(await identity({ imageRef: 'shop/payments:1.4' })).toMatchObject({ matchesExpected: true });
  });

  it('had a task before it, whose image and whose end are known; else the specification before', async () => {
    const changed = (tasks: ClusterTask[], over: Partial<ClusterService> = {}) =>
      factsOf(whatChanged, changeFacts, { cluster: cluster(tasks, service(over)) });
    const before = { imageRef: 'shop/payments:1.3', createdAt: '2026-01-01T00:00:00Z', since: '2026-01-01T23:59:00Z' };
    const ended = task('t1', { ...before, nodeId: 'n2', state: 'failed', desiredState: 'shutdown', error: 'exit 1' });
    expect(await changed([own, ended])).toMatchObject({
      imageDiffersFromPrevious: true,
      previousImage: 'shop/payments:1.3',
      previousUntil: '2026-01-01 23:59 UTC',
      previousFailed: 'exit 1',
      updateText: '',
    });
    const spec = { previousImageRef: 'shop/payments:1.2', updateState: 'paused', updateMessage: 'too many failures' };
    expect(await changed([own], spec)).toMatchObject({
      previousImage: 'shop/payments:1.2',
      updateText: 'paused: too many failures',
    });
    expect(await changed([own])).toMatchObject({ previousKnown: false, previousFailed: '' });
  });
});

describe('what a journal holds of neighbours', () => {
  it.each([
    null,
    'text',
    [],
    { siblings: 'x', sibling: [], shares: [null, 7, { name: {}, shares: 'image' }], mounts: [{ path: 1, names: {} }] },
    { sibling: { since: 'never', health: 7 }, service: { by: null }, bundles: { there: 'x' }, there: -1, looked: '3' },
    { mounts: [{ path: '__proto__', names: ['a'] }], shares: [{ name: '__proto__', shares: ['image'] }] },
  ])('may be anything: %j', (data) => {
    const facts = neighbourFacts.extract([{ data }] as never, { target: {}, earlier: {}, now: NOW } as never);
    for (const [name, value] of Object.entries(facts)) {
      const { type } = neighbourFacts.facts[name] ?? {};
      const is = Array.isArray(value) ? 'list<string>' : typeof value === 'object' ? 'map<string,dyn>' : typeof value;
      expect([type, name]).toEqual([is === 'number' ? 'int' : is, name]);
    }
  });
});

describe('the idle limit of virtual addresses', () => {
  it('is put beside when this network probes, and nothing is made up', () => {
    const evidence = (stdout: string) => [{ kind: 'run', stdout }] as never;
    const context = {
      target: {} as never,
      subject: '',
      earlier: { neighbours: [{ subject: '', facts: { virtualServices: ['db:5432 (shop_db)'] } }] },
      limits: {},
      now: NOW,
    };
    expect(idleLimit.extract(evidence('7200\n'), context)).toEqual({
      keepaliveSeconds: 7200,
      services: ['db:5432 (shop_db)'],
    });
    expect(idleLimit.extract(evidence('cat: no such file'), context)).toEqual({});
    expect(idleLimit.extract(evidence('60\n'), { ...context, earlier: {} })).toEqual({
      keepaliveSeconds: 60,
      services: [],
    });
    expect(idleLimit.extract([], context)).toEqual({});
  });
});
