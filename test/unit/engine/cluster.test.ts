import { describe, expect, it } from 'vitest';
import { currentTasks } from '../../../src/engine/cluster.ts';
import { reachNode } from '../../../src/engine/reach-node.ts';
import { toMembership, toNode, toService, toTask } from '../../../src/engine/translate-cluster.ts';

/** As an engine of 20.10 answered, cut to what is read. */
const SERVICE = {
  ID: 's1',
  UpdatedAt: '2026-11-23T08:35:25.197266799Z',
  Spec: {
    Name: 'web',
    TaskTemplate: { ContainerSpec: { Image: 'shop/web:2' } },
    Mode: { Replicated: { Replicas: 2 } },
    EndpointSpec: { Mode: 'vip' },
  },
  PreviousSpec: { TaskTemplate: { ContainerSpec: { Image: 'shop/web:1' } } },
  Endpoint: { Spec: { Mode: 'vip' }, VirtualIPs: [{ NetworkID: 'n1', Addr: '10.0.1.2/24' }, { NetworkID: 'host' }] },
  UpdateStatus: { State: 'paused', Message: 'update paused due to failure' },
};
const NODE = {
  ID: 'node2',
  Spec: { Role: 'worker', Availability: 'active' },
  Description: { Hostname: 'wd-node-2' },
  Status: { State: 'ready', Addr: '198.18.79.2' },
};
const FAILED = {
  ID: 't1',
  CreatedAt: '2026-11-23T08:35:09Z',
  Spec: { ContainerSpec: { Image: 'shop/web:2' } },
  ServiceID: 's1',
  Slot: 1,
  NodeID: 'node2',
  Status: {
    Timestamp: '2026-11-23T08:35:33Z',
    State: 'failed',
    Message: 'starting',
    Err: 'exec: "/nope":\u001b[31m no such file',
    ContainerStatus: { ContainerID: 'c1', ExitCode: 127 },
  },
  DesiredState: 'shutdown',
};

const services = [toService(SERVICE)];
const nodes = [toNode(NODE)];
const task = (over: object) => toTask({ ...FAILED, ...over }, services, nodes);

describe('a Swarm as its manager tells it', () => {
  it('has services with what runs now and what ran before', () => {
    expect(services[0]).toMatchObject({
      name: 'web',
      imageRef: 'shop/web:2',
      previousImageRef: 'shop/web:1',
      replicas: 2,
      updateState: 'paused',
      endpointMode: 'vip',
      virtualAddresses: [{ networkId: 'n1', address: '10.0.1.2' }],
    });
  });

  it('has tasks with their node, what went wrong in one line, and the name of their container', () => {
    const failed = task({});
    expect(failed).toMatchObject({ name: 'web.1.t1', place: 'web.1', nodeId: 'node2', exitCode: 127, state: 'failed' });
    expect(failed.error).toBe('exec: "/nope": [31m no such file');
    expect(task({ Slot: undefined })).toMatchObject({ name: 'web.node2.t1', place: 'web on wd-node-2', slot: null });
  });

  it('has one task a place: the one that is wanted, else the newest', () => {
    const running = task({ ID: 't2', CreatedAt: '2026-11-23T08:00:00Z', DesiredState: 'running' });
    const older = task({ ID: 't0', CreatedAt: '2026-11-23T07:00:00Z' });
    const other = task({ ID: 't3', Slot: 2 });
    expect(currentTasks([older, task({}), running, other]).map(({ id }) => id)).toEqual(['t2', 't3']);
    expect(currentTasks([older, task({})]).map(({ id }) => id)).toEqual(['t1']);
  });

  it('makes something harmless of anything', () => {
    for (const value of [null, 7, [], { Status: 'x', Spec: [], Endpoint: { VirtualIPs: [7] }, Slot: 'one' }]) {
      expect(toService(value).virtualAddresses).toEqual([]);
      expect(toTask(value, [], []).containerId).toBe('');
      expect(toNode(value).hostName).toBe('');
      expect(toMembership(value)).toBeNull();
    }
  });

  it('knows its own place', () => {
    const swarm = { LocalNodeState: 'active', NodeID: 'n', NodeAddr: '10.0.0.2', ControlAvailable: false };
    expect(toMembership({ ...swarm, RemoteManagers: [{ Addr: '10.0.0.1:2377' }] })).toEqual({
      nodeId: 'n',
      address: '10.0.0.2',
      isManager: false,
      managers: ['10.0.0.1:2377'],
    });
    expect(toMembership({ ...swarm, LocalNodeState: 'inactive' })).toBeNull();
  });
});

describe('the way to a node', () => {
  const node = { hostName: 'node-2.dc.example', address: '10.0.0.2' };
  const contexts = [
    { name: 'default', host: 'unix:///var/run/docker.sock' },
    { name: 'prod', host: 'ssh://ops@10.0.0.9' },
  ];

  it.each([
    ['the configuration, by name', { 'node-2': 'ssh://ops@bastion' }, contexts, 'node-2'],
    ['the configuration, by address', { '10.0.0.2': 'prod' }, contexts, '10.0.0.2'],
    ['the configuration, by where it leads', { b: 'tcp://10.0.0.2:2376' }, contexts, 'b'],
    ['a context of its name', {}, [...contexts, { name: 'node-2', host: 'ssh://elsewhere' }], 'node-2'],
    ['a context that leads to it', {}, [...contexts, { name: 'x', host: 'ssh://ops@NODE-2:22' }], 'x'],
    ['nothing', {}, contexts, null],
    ['nothing of another domain', { 'node-2.other.example': 'prod' }, contexts, null],
    ['nothing of an address that begins alike', { '10.0.0.22': 'prod', '10': 'prod' }, contexts, null],
  ])('is told by %s', (_what, engines, known, way) => {
    expect(reachNode(node, { engines, contexts: known })).toBe(way);
  });

  it('is none to a node that tells nothing of itself', () => {
    expect(reachNode({ hostName: '', address: '' }, { engines: {}, contexts })).toBeNull();
  });
});
