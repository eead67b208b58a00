import { createContainerFiles } from './container-files.ts';
import { readLogs } from './container-logs.ts';
import { createContainerQueries } from './container-queries.ts';
import type { Engine, EngineInfo } from './engine.ts';
import { exportOwn } from './export-own.ts';
import { createImages } from './images.ts';
import { createOwnContainers } from './own-containers.ts';
import { execOwn } from './own-exec.ts';
import type { SessionLabels } from './own-labels.ts';
import { createOwnLives } from './own-life.ts';
import { runOwn } from './own-run.ts';
import { tunnelOwn } from './own-tunnel.ts';
import { readCluster } from './read-cluster.ts';
import { createReadGuard } from './read-guard.ts';
import { createTimeGuard } from './time-guard.ts';
import { walkTree } from './walk-tree.ts';
import type { Wire } from './wire.ts';

/** What is under way may take so long to be undone when everything closes. */
const CLOSE_LIMIT_MS = 5_000;

/**
 * The engine behind a Docker API. There is no method that pulls, nor one that runs in, stops or changes a container that
 * is not ours.
 */
export function createDockerEngine(
  wire: Wire,
  info: EngineInfo,
  session: SessionLabels | null,
  disconnect: () => Promise<void>,
): Engine {
  const containers = createOwnContainers(wire, info, session);
  const queries = createContainerQueries(wire, info);
  const images = createImages(wire, info);
  const files = createContainerFiles(wire, createReadGuard(wire, containers.isOwn));
  const lives = createOwnLives(wire);
  const context = { wire, containers, lives, guard: createTimeGuard(files) };
  return {
    info,
    ...queries,
    ...images,
    cluster: (options) => readCluster(wire, info, options),
    stat: files.stat,
    readFile: files.readFile,
    walkTree: (id, path, options, visit) => walkTree(wire, files, id, path, options, visit),
    logs: (id, options) => readLogs(wire, id, options),
    createOwn: containers.createOwn,
    startOwn: containers.startOwn,
    runOwn: (spec, limits, stdin) => containers.track(runOwn(wire, containers, spec, limits, stdin)),
    execOwn: (id, command, limits, stdin) => execOwn(context, id, command, limits, stdin),
    tunnelOwn: (id, argv) => tunnelOwn(context, id, argv),
    exportOwn: (id) => exportOwn(wire, containers, id),
    removeOwn: containers.remove,
    listOwn: containers.listOwn,
    async close() {
      await containers.settle(CLOSE_LIMIT_MS);
      lives.close();
      await disconnect();
    },
  };
}
