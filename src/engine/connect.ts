import { homedir } from 'node:os';
import { explainFailure } from './connect-failure.ts';
import { createDockerEngine } from './docker-engine.ts';
import type { Engine } from './engine.ts';
import { chooseApiVersion, OLDEST_API, toEngineInfo } from './engine-info.ts';
import { makeClient, openLine } from './engine-line.ts';
import { EngineError, EngineRefused } from './errors.ts';
import { type EngineChoice, type FoundEngine, findEngine, type Surroundings } from './find-engine.ts';
import { asObject, asText } from './json.ts';
import { localConfigFiles } from './local-files.ts';
import { oneLine } from './one-line.ts';
import type { SessionLabels } from './own-labels.ts';
import { createWire, type Wire, WireFailure } from './wire.ts';

export interface ConnectOptions extends EngineChoice {
  /** Whose containers would be made; left out, none can be. */
  readonly labels?: SessionLabels;
  /** How long an engine may take for its first answer. Default 5 s; ssh has 20 s, as it may ask for a key first. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Default: this process's own. */
  readonly surroundings?: Surroundings;
}

/** This process's environment, home and files. */
export function localSurroundings(): Surroundings {
  return {
    env: process.env,
    home: homedir(),
    uid: process.getuid?.() ?? null,
    platform: process.platform,
    files: localConfigFiles(),
  };
}

/**
 * Finds the engine that the person's `docker` command would talk to, and talks to it.
 *
 * @throws EngineUnavailable, EngineRefused with one line that says what to do.
 */
export async function connectEngine(options: ConnectOptions = {}): Promise<Engine> {
  const found = findEngine(options, options.surroundings ?? localSurroundings());
  return connectFound(found, options);
}

/** The connection to an engine that was found already. Throws as `connectEngine`. */
async function connectFound(
  found: FoundEngine,
  options: Pick<ConnectOptions, 'labels' | 'deadlineMs' | 'signal'> = {},
): Promise<Engine> {
  const { default: DockerClass } = await import('dockerode');
  const line = openLine(found.transport);
  try {
    const unversioned = createWire(makeClient(DockerClass, found.transport, line.agent, undefined));
    const limit = options.deadlineMs ?? (found.transport.kind === 'ssh' ? 20_000 : 5_000);
    const told = await introduce(unversioned, limit, options.signal);
    const apiVersion = chooseApiVersion(told.newestApi, told.oldestApi);
    if (apiVersion === null) {
      throw new EngineRefused(
        `the engine at ${found.host} speaks API ${oneLine(told.newestApi, 20) || 'of no known version'}, and ${OLDEST_API.join('.')} (Docker Engine 20.10) is needed: update it, or name another with --host`,
      );
    }
    const wire = createWire(makeClient(DockerClass, found.transport, line.agent, `v${apiVersion}`));
    const info = toEngineInfo(told, { host: found.host, context: found.context, apiVersion });
    return createDockerEngine(wire, info, options.labels ?? null, line.close);
  } catch (error) {
    const words = line.words();
    await line.close();
    if (error instanceof EngineError) throw error;
    throw explainFailure(error, found, words);
  }
}

interface Introduction {
  readonly newestApi: string;
  readonly oldestApi: string;
  readonly version: unknown;
  readonly info: unknown;
  readonly infoSentMs: number;
  readonly infoReceivedMs: number;
}

/** The first words with an engine: whether it is there, what it speaks, what it is, what time it has. */
async function introduce(wire: Wire, deadlineMs: number, signal: AbortSignal | undefined): Promise<Introduction> {
  const end = Date.now() + deadlineMs;
  const ping = await wire.stream({ method: 'GET', path: '/_ping', deadlineMs, signal });
  ping.resume();
  await new Promise((resolve) => ping.once('close', resolve).once('end', resolve));
  const pinged = asText(ping.headers['api-version']);
  const left = Math.max(1_000, end - Date.now());
  // The connection is warm now: the time the engine tells is not delayed by making one.
  const infoSentMs = Date.now();
  const asking = wire.json({ method: 'GET', path: '/info', deadlineMs: left, signal });
  const [info, version] = await Promise.all([
    refusable(asking.then((value) => ({ value, at: Date.now() }))),
    refusable(wire.json({ method: 'GET', path: '/version', deadlineMs: left, signal })),
  ]);
  const told = asObject(version);
  return {
    newestApi: asText(told.ApiVersion, pinged),
    oldestApi: asText(told.MinAPIVersion),
    version,
    info: info?.value ?? null,
    infoSentMs,
    infoReceivedMs: info?.at ?? infoSentMs,
  };
}

/** An authorisation plugin may keep these to itself; the walk does without. */
async function refusable<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof WireFailure && error.kind === 'status' && (error.status === 403 || error.status === 401))
      return null;
    throw error;
  }
}
