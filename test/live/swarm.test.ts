import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { containerLists } from '../../src/commands/container-lists.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { describeLive } from '../lab/live.ts';
import { type Swarm, type SwarmNode, startSwarm } from '../lab/swarm.ts';
import { until } from '../lab/wait.ts';
import { ownHome, walkdown } from './program.ts';

/** A command that no image has. */
const BROKEN = '/nope';

interface Task {
  readonly ID: string;
  readonly Slot: number;
  readonly NodeID: string;
  readonly DesiredState: string;
  readonly Status: { readonly State: string; readonly ContainerStatus?: { readonly ContainerID: string } };
}

describeLive('a Swarm of two engines', () => {
  const own = ownHome();
  let swarm: Swarm;
  let service: string;

  beforeAll(async () => {
    swarm = await startSwarm();
    await swarm.image('walkdown-lab/alpine-like:1', 'shop/web:1');
    await swarm.image('walkdown-lab/scratch:1', 'shop/web:2');
    service = (await swarm.manager.docker.createService(spec('shop/web:1', 'sleep', '3600'))).id;
    await running(2);
    mkdirSync(join(own.home, 'config', 'walkdown'), { recursive: true });
    writeFileSync(
      join(own.home, 'config', 'walkdown', 'config.yaml'),
      `engines: { ${swarm.worker.hostName}: "${swarm.worker.host}" }\n`,
    );
  });

  afterAll(async () => {
    await swarm?.close();
    own.remove();
  });

  /** What nobody can ask for politely ends at once, and a failure is told after a second. */
  function spec(image: string, ...command: string[]) {
    const update = { Parallelism: 1, FailureAction: 'pause', Monitor: 1e9, MaxFailureRatio: 0, Order: 'start-first' };
    return {
      Name: 'web',
      TaskTemplate: {
        ContainerSpec: { Image: image, Command: command, StopSignal: 'SIGKILL' },
        RestartPolicy: { Condition: 'none' },
        Networks: [{ Target: 'host' }],
        ...(command[0] === BROKEN ? { Placement: { Constraints: ['node.role==manager'] } } : {}),
      },
      Mode: { Replicated: { Replicas: 2 } },
      UpdateConfig: update,
    };
  }

  async function tasks(): Promise<Task[]> {
    return (await swarm.manager.docker.listTasks({ filters: JSON.stringify({ service: ['web'] }) })) as Task[];
  }

  function running(count: number): Promise<Task[]> {
    return until(
      `${count} tasks to run`,
      async () => {
        const all = (await tasks()).filter((one) => one.Status.State === 'running' && one.DesiredState === 'running');
        return all.length === count && all;
      },
      40_000,
    );
  }

  /** The name of the container that a node runs for the service. */
  async function containerOn(node: SwarmNode): Promise<string> {
    const filters = JSON.stringify({ label: ['com.docker.swarm.service.name=web'] });
    const [found] = await node.docker.listContainers({ filters });
    return found?.Names[0]?.slice(1) ?? '';
  }

  const env = () => ({ XDG_CONFIG_HOME: join(own.home, 'config'), DOCKER_CONFIG: join(own.home, 'docker') });
  const run = (args: readonly string[]) => walkdown(args, own.home, 100_000, env());

  it('is listed by its manager with the tasks of both nodes, by its worker with its own', async () => {
    const [here, there] = [await containerOn(swarm.manager), await containerOn(swarm.worker)];
    const manager = await connectEngine({ host: swarm.manager.host });
    const rows = await containerLists(env())(manager);
    expect(rows.map(({ name, node, health, group }) => ({ name, node, health, group }))).toEqual(
      [
        { name: here, node: 'wd-node-1', health: 'ok', group: 'swarm web, 2 of 2 running' },
        { name: there, node: 'wd-node-2', health: 'ok', group: 'swarm web, 2 of 2 running' },
      ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    expect(rows.find(({ name }) => name === there)?.key).toBe(`wd-node-2/${there}`);
    await manager.close();
    const worker = await connectEngine({ host: swarm.worker.host });
    expect((await containerLists(env())(worker)).map(({ name }) => name)).toEqual([there]);
    expect(await worker.cluster()).toMatchObject({
      ok: false,
      kind: 'unsupported',
      toCheckIt: expect.stringContaining('198.18.79.1'),
    });
    await worker.close();
  });

  it('suggests the sibling on the other node, by a command that does what it says', async () => {
    const [here, there] = [await containerOn(swarm.manager), await containerOn(swarm.worker)];
    const ran = await run(['run', '--host', swarm.manager.host, here, '--format', 'json']);
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout);
    expect(report.sibling).toMatchObject({ name: there, node: 'wd-node-2' });
    const command = `walkdown compare --host ${swarm.manager.host} ${here} wd-node-2/${there}`;
    expect(report.sibling.command).toBe(command);
    expect(report.rootCauses).toEqual([]);
    const compared = await run([...command.split(' ').slice(1), '--format', 'json']);
    expect(compared.stderr).toBe('');
    const comparison = JSON.parse(compared.stdout);
    expect(comparison.schema).toBe('walkdown.comparison/1');
    expect(JSON.stringify(comparison)).toContain(there);
    const notes = await run(['notes', report.session.id, '--format', 'md']);
    expect(notes.stdout).toContain(command);
  }, 120_000);

  it('reaches the other node by a Docker context of its name, as well', async () => {
    const [here, there] = [await containerOn(swarm.manager), await containerOn(swarm.worker)];
    const docker = join(own.home, 'docker-contexts');
    const folder = join(docker, 'contexts', 'meta', createHash('sha256').update('wd-node-2').digest('hex'));
    mkdirSync(folder, { recursive: true });
    const meta = { Name: 'wd-node-2', Metadata: {}, Endpoints: { docker: { Host: swarm.worker.host } } };
    writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
    const ways = { XDG_CONFIG_HOME: join(own.home, 'nothing'), DOCKER_CONFIG: docker };
    const ask = (args: readonly string[]) => walkdown(args, own.home, 100_000, ways);
    const ran = await ask(['run', '--host', swarm.manager.host, here, '--format', 'json']);
    expect(JSON.parse(ran.stdout).sibling).toMatchObject({ name: there, node: 'wd-node-2' });
    const sibling = await ask(['run', `wd-node-2/${there}`, '--format', 'json']);
    expect(sibling.stderr).toBe('');
    expect(JSON.parse(sibling.stdout)).toMatchObject({ target: { name: there }, rootCauses: [] });
  }, 150_000);

  it('has a service of an overlay network, with a virtual address, told as such', async () => {
    // A second attempt begins with what the first one left away.
    for (const one of await swarm.manager.docker.listServices({ filters: { name: ['api'] } }))
      await swarm.manager.docker.getService(one.ID).remove();
    const network = `shop-${randomBytes(3).toString('hex')}`;
    await swarm.manager.docker.createNetwork({ Name: network, Driver: 'overlay', Attachable: true });
    const { id } = await swarm.manager.docker.createService({
      Name: 'api',
      TaskTemplate: {
        ContainerSpec: { Image: 'shop/web:1', Command: ['sleep', '3600'], Env: ['PEER_URL=http://api:8080/'] },
        RestartPolicy: { Condition: 'none' },
        Networks: [{ Target: network }],
      },
      Mode: { Replicated: { Replicas: 2 } },
      EndpointSpec: { Mode: 'vip' },
    } as never);
    const nameOn = (node: SwarmNode) =>
      until(
        `a task of api on ${node.hostName}`,
        async () => {
          const filters = JSON.stringify({ label: ['com.docker.swarm.service.name=api'], status: ['running'] });
          return (await node.docker.listContainers({ filters }))[0]?.Names[0]?.slice(1);
        },
        60_000,
      );
    const [here, there] = [await nameOn(swarm.manager), await nameOn(swarm.worker)];
    const manager = await connectEngine({ host: swarm.manager.host });
    // The manager hears of a task that runs a moment after its node's engine knows.
    await until('both tasks told as running', async () => {
      const rows = await containerLists(env())(manager);
      return rows.filter(({ group }) => group.startsWith('swarm api, 2 of 2')).length === 2;
    });
    await manager.close();
    const ran = await run(['run', '--host', swarm.manager.host, here, '--format', 'json']);
    const report = JSON.parse(ran.stdout);
    expect(report.sibling).toMatchObject({ name: there, node: 'wd-node-2' });
    const step = (wanted: string) => report.steps.find(({ id: one }: { id: string }) => one === wanted);
    const [{ Addr } = { Addr: '' }] = (await swarm.manager.docker.getService(id).inspect()).Endpoint.VirtualIPs;
    expect(step('dns-timing').facts.addresses).toEqual([Addr.replace(/\/\d+$/, '')]);
    expect(step('neighbours').facts.virtualServices).toEqual([expect.stringContaining('api')]);
    expect(step('idle-limit')).toMatchObject({ outcome: 'inconclusive', code: 'NET-061' });
    expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
    await swarm.manager.docker.getService(id).remove();
  }, 150_000);

  it('tells a worker’s walk whom to ask for the siblings', async () => {
    const there = await containerOn(swarm.worker);
    const ran = await run(['run', `wd-node-2/${there}`, '--format', 'json']);
    expect(ran.stderr).toBe('');
    const step = JSON.parse(ran.stdout).steps.find(({ id }: { id: string }) => id === 'neighbours');
    expect(step.summary).toContain('only a manager tells of services and other nodes');
  });

  it('names drift by the service’s specification when an update is stuck, and what went wrong before', async () => {
    const inspected = await swarm.manager.docker.getService(service).inspect();
    await swarm.manager.docker
      .getService(service)
      .update({ ...spec('shop/web:2', BROKEN), version: inspected.Version.Index } as never);
    await until(
      'the update to be paused',
      async () => {
        const now = await swarm.manager.docker.getService(service).inspect();
        return now.UpdateStatus?.State === 'paused';
      },
      40_000,
    );
    // Both still run the old image: the new one was to run before an old one ends, and never did.
    const here = await containerOn(swarm.manager);
    const sick = await until('the task that failed', async () => {
      const all = await swarm.manager.docker.listContainers({ all: true });
      return all.find((one) => one.Labels['com.docker.swarm.service.name'] === 'web' && one.State === 'created');
    });
    const engine = await connectEngine({ host: swarm.manager.host });
    const rows = await containerLists(env())(engine);
    expect(rows.some(({ group }) => group.includes(', update paused'))).toBe(true);
    await engine.close();
    const ran = await run(['run', '--host', swarm.manager.host, here, '--format', 'json']);
    const drifted = JSON.parse(ran.stdout);
    expect(drifted.rootCauses[0]).toMatchObject({ id: 'deployment-drift', certainty: 'confirmed' });
    expect(drifted.steps.find(({ id }: { id: string }) => id === 'image-id').summary).toContain('Swarm service web');
    const failed = await run(['run', '--host', swarm.manager.host, sick.Id, '--format', 'json']);
    const report = JSON.parse(failed.stdout);
    const changed = report.steps.find(({ id }: { id: string }) => id === 'what-changed');
    expect(changed.summary).toMatch(/another image than before: shop\/web:1|update of its service is not complete/);
    expect(report.steps.find(({ id }: { id: string }) => id === 'image-id').outcome).toBe('ok');
    expect(report.sibling.command).toContain('walkdown compare');
  }, 120_000);
});
