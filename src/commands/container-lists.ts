import type { Cluster } from '../engine/cluster.ts';
import type { Engine } from '../engine/engine.ts';
import type { TargetRow } from '../ui/ports.ts';
import { type ContainersSeen, containerRows } from './container-rows.ts';

/** The list is read again every two seconds; what a Swarm's manager tells may be a little older, in milliseconds. */
const CLUSTER_FOR_MS = 5_000;

/**
 * Reads an engine's containers, with the tasks of a Swarm where it manages one. Ways to other nodes are found once:
 * contexts and configuration. Throws what `listContainers` throws.
 */
export function containerLists(
  env: Readonly<Record<string, string | undefined>>,
): (engine: Engine) => Promise<TargetRow[]> {
  let kept: { cluster: Cluster | null; at: number } | null = null;
  let reach: Promise<ContainersSeen['reach']> | null = null;
  const clusterOf = async (engine: Engine): Promise<Cluster | null> => {
    if (!engine.info.swarm?.isManager) return null;
    if (kept !== null && Date.now() - kept.at < CLUSTER_FOR_MS) return kept.cluster;
    const answer = await engine.cluster();
    kept = { cluster: answer.ok ? answer.value : null, at: Date.now() };
    return kept.cluster;
  };
  return async (engine) => {
    const [containers, cluster] = await Promise.all([engine.listContainers(), clusterOf(engine)]);
    if (cluster !== null) reach ??= waysOf(env);
    return containerRows({ containers, info: engine.info, cluster, reach: (await reach) ?? (() => null) });
  };
}

async function waysOf(env: Readonly<Record<string, string | undefined>>): Promise<ContainersSeen['reach']> {
  const [{ reachNode }, { listContexts }, { localSurroundings }, { readConfig }] = await Promise.all([
    import('../engine/reach-node.ts'),
    import('../engine/find-engine.ts'),
    import('../engine/connect.ts'),
    import('../session/config.ts'),
  ]);
  const contexts = listContexts(localSurroundings());
  // A configuration that cannot be obeyed ends a walk with its own words; the list is of use without it.
  const engines = await readConfig(env).then(
    (config) => config.engines,
    () => ({}),
  );
  return (node) => reachNode(node, { engines, contexts });
}
