import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import type { EngineTransport } from './engine-address.ts';
import { createSshLink } from './ssh-link.ts';

/** What carries the requests. */
export interface Line {
  readonly agent: HttpAgent;
  words(): string;
  close(): Promise<void>;
}

/** The connections to an engine. */
export function openLine(transport: EngineTransport): Line {
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

/** dockerode's client on such a line; `version` is the API's, with its v, or undefined for none. */
export function makeClient(
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
