import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

/** How long an engine may take to answer a ping before the lab takes it for dead, in milliseconds. */
const PING_LIMIT_MS = 5_000;

/** An engine that answered, and how it was reached. */
export interface LabEngine {
  docker: Docker;
  /** `unix://…` or `tcp://…`, as WALKDOWN_TEST_HOST would say it. */
  host: string;
  /** The engine's own version, for example `20.10.24`. */
  version: string;
}

/** No engine for live tests, and the reason in words for the end of a test run. */
export interface NoEngine {
  reason: string;
}

/**
 * Where a live test may look for an engine: what WALKDOWN_TEST_HOST names, else this machine's own sockets.
 * A Docker context is never followed: it may be somebody's production.
 */
export function candidateHosts(env: NodeJS.ProcessEnv, exists: (path: string) => boolean = existsSync): string[] {
  if (env.WALKDOWN_TEST_HOST) return [env.WALKDOWN_TEST_HOST];
  const home = homedir();
  const sockets = [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
  ];
  return sockets.filter((path) => exists(path)).map((path) => `unix://${path}`);
}

/** A client for `unix:///path` or `tcp://host:port`; anything else is an error that says so. */
export function clientFor(host: string): Docker {
  const url = new URL(host);
  if (url.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
  if (url.protocol === 'tcp:' || url.protocol === 'http:') {
    return new Docker({ host: url.hostname, port: Number(url.port || 2375), protocol: 'http' });
  }
  throw new Error(`WALKDOWN_TEST_HOST must be unix:// or tcp://, not ${host}`);
}

async function ask(host: string): Promise<LabEngine> {
  const docker = clientFor(host);
  const deadline = AbortSignal.timeout(PING_LIMIT_MS);
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(new Error(`no answer within ${PING_LIMIT_MS / 1000} s`)));
  });
  const version = await Promise.race([docker.version(), late]);
  return { docker, host, version: version.Version };
}

/** The engine for live tests, or why there is none. Never throws. */
export async function findEngine(env: NodeJS.ProcessEnv = process.env): Promise<LabEngine | NoEngine> {
  const hosts = candidateHosts(env);
  if (hosts.length === 0) return { reason: 'no Docker Engine socket on this machine' };
  const failures: string[] = [];
  for (const host of hosts) {
    try {
      return await ask(host);
    } catch (error) {
      failures.push(`${host}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { reason: `no Docker Engine answers (${failures.join('; ')})` };
}

let found: Promise<LabEngine | NoEngine> | undefined;

/** The engine, found once in a test process; for code that runs only where `describeLive` let it. */
export async function labEngine(): Promise<LabEngine> {
  found ??= findEngine();
  const engine = await found;
  if ('reason' in engine) throw new Error(engine.reason);
  return engine;
}
