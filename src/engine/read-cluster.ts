import { Answered, ask, unavailable } from './answers.ts';
import type { Cluster } from './cluster.ts';
import type { Answer, EngineInfo } from './engine.ts';
import { asArray } from './json.ts';
import { toNode, toService, toTask } from './translate-cluster.ts';
import type { Wire } from './wire.ts';

/** What a manager keeps of a Swarm of thousands of tasks is cut here. */
const MOST = 5_000;

/**
 * Services, tasks and nodes of the Swarm that this engine manages; with `serviceId`, of the tasks only that service's.
 * Unavailable (`unsupported`) on an engine that is in none, or only works for one.
 */
export function readCluster(
  wire: Wire,
  info: EngineInfo,
  options: { serviceId?: string } = {},
): Promise<Answer<Cluster>> {
  const { swarm } = info;
  const managers = (swarm?.managers ?? []).map((one) => one.replace(/:\d+$/, '')).join(', ');
  const question = {
    what: 'the services of the Swarm',
    toCheckIt: swarm?.isManager
      ? 'docker service ls'
      : `ask a manager${managers ? ` (${managers})` : ''}: docker node ls`,
  };
  return ask(question, async () => {
    if (swarm === null) {
      throw new Answered(unavailable('unsupported', 'this engine is in no Swarm', 'docker info'));
    }
    if (!swarm.isManager) {
      const reason = 'this engine is a worker of its Swarm: only a manager tells of services and other nodes';
      throw new Answered(unavailable('unsupported', reason, question.toCheckIt));
    }
    const get = async (path: string, filters: Readonly<Record<string, string[]>>): Promise<readonly unknown[]> => {
      const query = Object.keys(filters).length > 0 ? { filters: JSON.stringify(filters) } : undefined;
      return asArray(await wire.json({ method: 'GET', path, query })).slice(0, MOST);
    };
    const { serviceId } = options;
    const [services, tasks, nodes] = await Promise.all([
      get('/services', {}),
      get('/tasks', serviceId ? { service: [serviceId] } : {}),
      get('/nodes', {}),
    ]);
    const named = services.map(toService);
    const machines = nodes.map(toNode);
    return { services: named, nodes: machines, tasks: tasks.map((one) => toTask(one, named, machines)) };
  });
}
