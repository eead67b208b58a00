import { describe, expect, it } from 'vitest';
import { type ContainersSeen, containerRows, whyNotHere } from '../../../src/commands/container-rows.ts';
import type { Cluster, ClusterTask } from '../../../src/engine/cluster.ts';
import type { ContainerSummary } from '../../../src/engine/engine.ts';

function container(name: string, over: Partial<ContainerSummary> = {}): ContainerSummary {
  return {
    id: name,
    name,
    imageRef: 'shop/web:2',
    imageId: 'sha256:a',
    state: 'running',
    status: 'Up 3 hours',
    health: null,
    createdAt: '2026-01-02T00:00:00Z',
    labels: {},
    ...over,
  };
}

const OF_WEB = { 'com.docker.swarm.service.name': 'web', 'com.docker.swarm.service.id': 's1' };

function task(slot: number, over: Partial<ClusterTask> = {}): ClusterTask {
  return {
    id: `t${slot}`,
    serviceId: 's1',
    name: `web.${slot}.t${slot}`,
    place: `web.${slot}`,
    slot,
    nodeId: 'n2',
    containerId: `c${slot}`,
    state: 'running',
    desiredState: 'running',
    message: 'started',
    error: '',
    exitCode: null,
    imageRef: `shop/web:2@sha256:${'a'.repeat(64)}`,
    createdAt: '2026-01-02T00:00:00Z',
    since: new Date(Date.now() - 3_600_000 * 3).toISOString(),
    ...over,
  };
}

function seen(tasks: ClusterTask[], over: Partial<ContainersSeen> = {}): ContainersSeen {
  const node = { address: '10.0.0.1', state: 'ready', availability: 'active', role: 'worker' };
  const cluster: Cluster = {
    services: [
      {
        id: 's1',
        name: 'web',
        imageRef: 'shop/web:2',
        previousImageRef: 'shop/web:1',
        updatedAt: '2026-01-02T00:00:00Z',
        updateState: '',
        updateMessage: '',
        replicas: 2,
        endpointMode: 'vip',
        virtualAddresses: [],
      },
    ],
    tasks,
    nodes: [
      { ...node, id: 'n1', hostName: 'node-1' },
      { ...node, id: 'n2', hostName: 'node-2' },
      { ...node, id: 'n3', hostName: 'node-3', state: 'down' },
    ],
  };
  return {
    containers: [],
    info: { hostName: 'node-1', swarm: { nodeId: 'n1', address: '10.0.0.1', isManager: true, managers: [] } },
    cluster,
    reach: ({ hostName }) => (hostName === 'node-2' ? 'prod-2' : null),
    ...over,
  };
}

describe('the list of containers', () => {
  it('has the tasks of a Swarm beside its own containers, each with its node', () => {
    const here = container('web.1.t1', { id: 'c1', labels: OF_WEB });
    const rows = containerRows(seen([task(1, { nodeId: 'n1' }), task(2)], { containers: [here] }));
    expect(rows.map(({ name, node, group, key }) => [name, node, group, key])).toEqual([
      ['web.1.t1', 'node-1', 'swarm web, 2 of 2 running', 'c1'],
      ['web.2.t2', 'node-2', 'swarm web, 2 of 2 running', 'prod-2/web.2.t2'],
    ]);
    expect(rows[1]).toMatchObject({ health: 'ok', status: 'running 3 h', image: 'shop/web:2' });
  });

  it('says of a task on a node without a way to it how there could be one', () => {
    const [row] = containerRows(seen([task(1, { nodeId: 'n3' })]));
    expect(row).toMatchObject({ health: 'troubled', node: 'node-3', status: 'running, its node is down: started' });
    expect(whyNotHere(row?.key ?? '')).toContain('docker context create node-3');
    expect(whyNotHere('prod-2/web.2.t2')).toBeNull();
  });

  it('shows a task that stands nowhere, and why', () => {
    const error = 'no suitable node (insufficient resources on 2 nodes)';
    const [row] = containerRows(seen([task(1, { state: 'pending', nodeId: '', containerId: '', error })]));
    expect(row).toMatchObject({ health: 'troubled', node: 'no node', status: `pending: ${error}` });
    expect(whyNotHere(row?.key ?? '')).toContain('docker service ps --no-trunc web');
  });

  it('shows a task once whose container its manager has not heard of yet', () => {
    const here = container('web.1.t1', { id: 'c1', labels: OF_WEB, state: 'created', status: 'Created' });
    const starting = task(1, { nodeId: 'n1', state: 'starting', containerId: '' });
    expect(containerRows(seen([starting], { containers: [here] }))).toHaveLength(1);
  });

  it('says how an update stands, in every row of the service', () => {
    const paused = seen([task(1), task(2, { state: 'failed', desiredState: 'shutdown', error: 'exit 1' })]);
    const [service] = paused.cluster?.services ?? [];
    const cluster = {
      ...(paused.cluster as Cluster),
      services: [{ ...service, updateState: 'paused', updateMessage: 'too many failures' } as never],
    };
    const groups = containerRows({ ...paused, cluster }).map((row) => row.group);
    expect(new Set(groups)).toEqual(new Set(['swarm web, 1 of 2 running, update paused: too many failures']));
  });

  it('does not take for trouble what Swarm ended to replace it', () => {
    const old = container('web.1.t1', {
      id: 'c1',
      labels: OF_WEB,
      state: 'exited',
      status: 'Exited (137) 2 minutes ago',
    });
    const rows = containerRows(seen([task(1, { state: 'shutdown', desiredState: 'shutdown' })], { containers: [old] }));
    expect(rows).toMatchObject([{ health: 'idle', status: 'ended by Swarm, another stands in its place' }]);
  });

  it('groups by Compose project without a Swarm, and leaves ours out', () => {
    const rows = containerRows({
      containers: [
        container('shop-web-10', { labels: { 'com.docker.compose.project': 'shop' } }),
        container('shop-web-2', { labels: { 'com.docker.compose.project': 'shop' } }),
        container('walkdown-x', { labels: { 'io.walkdown.session': 'x' } }),
        container('web.1.t1', { labels: OF_WEB }),
      ],
      info: { hostName: 'host', swarm: null },
      cluster: null,
      reach: () => null,
    });
    expect(rows.map(({ name, group, node }) => [name, group, node])).toEqual([
      ['shop-web-2', 'compose shop', undefined],
      ['shop-web-10', 'compose shop', undefined],
      ['web.1.t1', 'swarm web', ''],
    ]);
  });
});

it('has the troubled first, of them the one made last, and the others by name', () => {
  const failed = { state: 'exited' as const, status: 'Exited (127) 2 seconds ago' };
  const containers = [
    container('web-2'),
    container('web-10'),
    container('a-old', { ...failed, createdAt: '2026-01-01T00:00:00Z' }),
    container('z-new', { ...failed, createdAt: '2026-01-03T00:00:00Z' }),
  ];
  const names = containerRows({ ...seen([]), containers, cluster: null }).map(({ name }) => name);
  expect(names).toEqual(['z-new', 'a-old', 'web-2', 'web-10']);
});
