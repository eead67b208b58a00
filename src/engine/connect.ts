import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { homedir } from 'node:os';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import { createDockerEngine } from './docker-engine.ts';
import type { Engine } from './engine.ts';
import type { EngineTransport } from './engine-address.ts';
import { chooseApiVersion, OLDEST_API, toEngineInfo } from './engine-info.ts';
import { EngineError, EngineRefused, EngineUnavailable } from './errors.ts';
import { type EngineChoice, type FoundEngine, findEngine, localConfigFiles, type Surroundings } from './find-engine.ts';
import { asObject, asText } from './json.ts';
import { oneLine } from './one-line.ts';
import type { SessionLabels } from './own-labels.ts';
import { createSshLink } from './ssh-link.ts';
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
export async function connectFound(
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
    throw explain(error, found, words);
  }
}

/** What carries the requests. */
interface Line {
  readonly agent: HttpAgent;
  words(): string;
  close(): Promise<void>;
}

function openLine(transport: EngineTransport): Line {
  const line = openUnseenLine(transport);
  // For every request the modem writes out its options for a debug line that nobody reads, and the agent, with all its
  // sockets, is by far the most of it: tens of milliseconds each.
  Object.defineProperty(line.agent, inspect.custom, { value: () => 'agent' });
  return line;
}

function openUnseenLine(transport: EngineTransport): Line {
  if (transport.kind === 'ssh') {
    const link = createSshLink(transport);
    return {
      agent: link.agent,
      words: link.lastWords,
      async close() {
        link.agent.destroy();
        await link.close();
      },
    };
  }
  const tls = transport.kind === 'tcp' ? transport.tls : null;
  const agent =
    tls === null
      ? new HttpAgent({ keepAlive: true })
      : new HttpsAgent({
          keepAlive: true,
          ca: tls.ca ?? undefined,
          cert: tls.cert ?? undefined,
          key: tls.key ?? undefined,
          rejectUnauthorized: tls.verify,
        });
  return { agent, words: () => '', close: async () => agent.destroy() };
}

function makeClient(
  DockerClass: typeof Docker,
  transport: EngineTransport,
  agent: HttpAgent,
  version: string | undefined,
): Docker {
  const place =
    transport.kind === 'unix'
      ? { socketPath: transport.socketPath, host: undefined, port: undefined, protocol: 'http' as const }
      : transport.kind === 'tcp'
        ? {
            host: transport.host,
            port: transport.port,
            protocol: transport.tls === null ? ('http' as const) : ('https' as const),
          }
        : // The agent makes the connection; the name only stands in the Host header.
          { host: 'engine.invalid', port: 80, protocol: 'http' as const };
  // The modem takes an agent; dockerode's types do not tell.
  const options: Docker.DockerOptions & { agent: HttpAgent } = {
    ...place,
    agent,
    version,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  return withoutDockerEnvironment(() => new DockerClass(options));
}

/**
 * The modem reads DOCKER_HOST and DOCKER_CERT_PATH whatever it is given, and fails when they are broken. Which engine is
 * meant was decided already, so it is made while they are out of sight; that is synchronous, nobody else sees them gone.
 */
function withoutDockerEnvironment<T>(make: () => T): T {
  const hidden = [
    'DOCKER_HOST',
    'DOCKER_CERT_PATH',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CLIENT_TIMEOUT',
    'DOCKER_PATH_PREFIX',
  ];
  const kept = hidden.map((name) => [name, process.env[name]] as const);
  for (const name of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
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

/** Why there is no conversation, as one line that says what to do about it. */
function explain(error: unknown, found: FoundEngine, sshWords: string): EngineError {
  const { host, transport, foundBy } = found;
  const where = `${host} (by ${foundBy})`;
  const others =
    found.others.length > 0 ? `; other engines here: ${found.others.slice(0, 3).join(', ')}, for --host` : '';
  const failure = error instanceof WireFailure ? error : null;
  const said = oneLine(error instanceof Error ? error.message : String(error), 200);
  if (failure?.kind === 'cancelled')
    return new EngineUnavailable(`connecting to ${where} was cancelled`, { cause: error });
  if (failure?.kind === 'status') {
    const refused = failure.status === 401 || failure.status === 403;
    return refused
      ? new EngineRefused(`the engine at ${where} refuses (${said}): ask whoever runs it for the right to use it`, {
          cause: error,
        })
      : new EngineUnavailable(
          `what answers at ${where} is no container engine (status ${failure.status}): check the address${others}`,
          { cause: error },
        );
  }
  if (transport.kind === 'ssh') {
    const why = sshWords || (failure?.kind === 'timeout' ? failure.message : said);
    const hint = /docker: (command )?not found|not found.*docker/i.test(why)
      ? 'the docker command must be on the PATH of ssh sessions there'
      : `try ssh ${transport.user === null ? '' : `${transport.user}@`}${transport.host} docker version`;
    return new EngineUnavailable(`no engine by ${where}: ${why}; ${hint}`, { cause: error });
  }
  if (failure?.kind === 'timeout') {
    return new EngineUnavailable(
      `the engine at ${where} accepts the connection and does not answer (${failure.message}): see whether docker ps hangs too, and restart the engine${others}`,
      { cause: error },
    );
  }
  return explainConnection(failure?.code ?? '', said, { where, others, transport, cause: error });
}

function explainConnection(
  code: string,
  said: string,
  place: { where: string; others: string; transport: EngineTransport; cause: unknown },
): EngineError {
  const { where, others, cause } = place;
  const unavailable = (text: string): EngineError => new EngineUnavailable(`${text}${others}`, { cause });
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new EngineRefused(
        `no permission for ${where}: join the group of the socket (usually docker), use sudo, or name another engine with --host${others}`,
        { cause },
      );
    case 'ENOENT':
      return unavailable(`no engine at ${where}: start Docker, or name another engine with --host or --context`);
    case 'ECONNREFUSED':
      return unavailable(
        `nothing listens at ${where}: the engine is not running; start it, or name another with --host or --context`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unavailable(`the host of ${where} cannot be looked up: check the name`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return unavailable(`${where} is not reachable (${code}): check the address and the way there (VPN, firewall)`);
    case 'ENOTSOCK':
      return unavailable(`${where} is not a socket: check the path`);
    default:
  }
  if (place.transport.kind === 'tcp' && /certificate|CERT|SSL|TLS|EPROTO|wrong version/i.test(`${code} ${said}`)) {
    return unavailable(
      `the TLS connection to ${where} failed (${said}): check ca.pem, cert.pem and key.pem of DOCKER_CERT_PATH or of the context`,
    );
  }
  return unavailable(`the connection to ${where} failed (${said}): see whether docker ps works`);
}
