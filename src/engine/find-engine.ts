import { join } from 'node:path';
import {
  type ConfigFiles,
  contextNames,
  currentContextName,
  dockerConfigDir,
  readContext,
  readTls,
} from './docker-config.ts';
import {
  type EngineTransport,
  parseEngineAddress,
  showTransport,
  type TlsMaterial,
  withoutSecrets,
} from './engine-address.ts';
import { EngineUnavailable } from './errors.ts';

/** What the search for an engine goes by; all of it is given, so that it can be tried without a machine. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** Null where there are no numeric users. */
  readonly uid: number | null;
  readonly platform: NodeJS.Platform;
  readonly files: ConfigFiles;
}

/** What the person typed. */
export interface EngineChoice {
  readonly host?: string;
  readonly context?: string;
}

/** The engine to talk to. */
export interface FoundEngine {
  readonly transport: EngineTransport;
  /** For people: without credentials. */
  readonly host: string;
  /** Name of the Docker context, when one was used. */
  readonly context: string | null;
  /** In words: who named it. */
  readonly foundBy: string;
  /** Other sockets of engines on this machine, as addresses: for the error when this one does not answer. */
  readonly others: readonly string[];
}

/** A context for a list. */
export interface ContextSummary {
  readonly name: string;
  readonly host: string;
  readonly description: string;
  /** It is what `docker` uses now. */
  readonly current: boolean;
  /** Why it cannot be used; null when it can. */
  readonly problem: string | null;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const DEFAULT_PIPE = '//./pipe/docker_engine';

/**
 * The engine that the person's `docker` command would talk to: --host, --context, DOCKER_HOST, DOCKER_CONTEXT, the
 * configured context, the default socket, in docker's own order. Where the default socket is not there, the sockets
 * of rootless Docker, Docker Desktop, Colima, Rancher Desktop and Podman are tried, which docker itself would not.
 *
 * @throws EngineUnavailable with one line that says what to do.
 */
export function findEngine(choice: EngineChoice, around: Surroundings): FoundEngine {
  const { env } = around;
  if (choice.host !== undefined && choice.context !== undefined) {
    throw new EngineUnavailable('--host and --context both name an engine: give only one of them');
  }
  if (choice.host !== undefined) return byAddress(choice.host, '--host', around);
  const configDir = dockerConfigDir(env, around.home);
  if (choice.context !== undefined) return byContext(choice.context, '--context', configDir, around);
  if (env.DOCKER_HOST) return byAddress(env.DOCKER_HOST, 'DOCKER_HOST', around);
  if (env.DOCKER_CONTEXT) return byContext(env.DOCKER_CONTEXT, 'DOCKER_CONTEXT', configDir, around);
  const current = currentContextName(configDir, around.files);
  if (current !== null)
    return byContext(current, `currentContext of ${join(configDir, 'config.json')}`, configDir, around);
  return byDefault(around);
}

function byAddress(address: string, source: string, around: Surroundings): FoundEngine {
  const transport = parseEngineAddress(address, source, environmentTls(address, around));
  return {
    transport,
    host: showTransport(transport),
    context: null,
    foundBy: source,
    others: otherSockets(transport, around),
  };
}

function byContext(name: string, source: string, configDir: string, around: Surroundings): FoundEngine {
  if (name === 'default') {
    // The context "default" is whatever the environment says, by definition.
    return around.env.DOCKER_HOST ? byAddress(around.env.DOCKER_HOST, 'DOCKER_HOST', around) : byDefault(around);
  }
  const context = readContext(name, source, configDir, around.files);
  if (context.host === '') return { ...byDefault(around), context: name };
  const transport = parseEngineAddress(context.host, `the endpoint of Docker context ${name}`, context.tls);
  return {
    transport,
    host: showTransport(transport),
    context: name,
    foundBy: `Docker context ${name} (${source})`,
    others: otherSockets(transport, around),
  };
}

function byDefault(around: Surroundings): FoundEngine {
  const first = around.platform === 'win32' ? DEFAULT_PIPE : DEFAULT_SOCKET;
  const present = socketsOf(around);
  const socketPath = around.files.exists(first) ? first : (present[0] ?? first);
  const transport: EngineTransport = { kind: 'unix', socketPath };
  return {
    transport,
    host: showTransport(transport),
    context: null,
    foundBy: socketPath === first ? 'the default socket' : 'the first socket of an engine on this machine',
    others: otherSockets(transport, around),
  };
}

/** TLS by the environment, as docker has it: for tcp addresses only. */
function environmentTls(address: string, around: Surroundings): TlsMaterial | null {
  const { env } = around;
  const verify = Boolean(env.DOCKER_TLS_VERIFY);
  if (!verify && !env.DOCKER_TLS) return null;
  if (/^(unix|npipe|ssh):/i.test(address.trim())) return null;
  const dir = env.DOCKER_CERT_PATH || dockerConfigDir(env, around.home);
  return readTls(dir, verify, verify ? 'DOCKER_TLS_VERIFY' : 'DOCKER_TLS', around.files);
}

/** Sockets of engines that are on this machine, the most usual first; the default one is not among them. */
function socketsOf(around: Surroundings): string[] {
  if (around.platform === 'win32') return [];
  const { env, home, uid } = around;
  const runtime = env.XDG_RUNTIME_DIR || (uid === null ? null : `/run/user/${uid}`);
  const candidates = [
    ...(runtime === null ? [] : [join(runtime, 'docker.sock')]),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
    ...(runtime === null ? [] : [join(runtime, 'podman/podman.sock')]),
    '/run/podman/podman.sock',
  ];
  return candidates.filter((path) => around.files.exists(path));
}

function otherSockets(used: EngineTransport, around: Surroundings): string[] {
  const all = [...(around.files.exists(DEFAULT_SOCKET) ? [DEFAULT_SOCKET] : []), ...socketsOf(around)];
  return all.filter((path) => used.kind !== 'unix' || used.socketPath !== path).map((path) => `unix://${path}`);
}

/** Every context docker knows, "default" first; a broken one is listed with its problem. Never throws. */
export function listContexts(around: Surroundings): ContextSummary[] {
  const configDir = dockerConfigDir(around.env, around.home);
  let current = 'default';
  try {
    current = around.env.DOCKER_HOST
      ? 'default'
      : ((around.env.DOCKER_CONTEXT || currentContextName(configDir, around.files)) ?? 'default');
  } catch {
    // A broken config.json has its own message where it matters; the list is still of use.
  }
  const rows: ContextSummary[] = [];
  for (const name of ['default', ...contextNames(configDir, around.files)]) {
    let host = '';
    let description = '';
    let problem: string | null = null;
    try {
      const found = byContext(name, 'the list of contexts', configDir, around);
      host = found.host;
      description =
        name === 'default'
          ? `by ${found.foundBy}`
          : readContext(name, 'the list of contexts', configDir, around.files).description;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    rows.push({ name, host: withoutSecretsOfTcp(host), description, current: name === current, problem });
  }
  return rows;
}

/** ssh's user is part of the address that people know it by; anything else before an @ is not shown. */
function withoutSecretsOfTcp(host: string): string {
  return host.startsWith('ssh://') ? host : withoutSecrets(host);
}
