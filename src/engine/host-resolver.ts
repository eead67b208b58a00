import { hostname } from 'node:os';
import type { EngineInfo } from './engine.ts';
import { localConfigFiles } from './local-files.ts';

/** systemd-resolved's own list of the servers that it asks (systemd-resolved.service(8)); then the usual place. */
const PLACES = ['/run/systemd/resolve/resolv.conf', '/etc/resolv.conf'];

/** The resolver configuration of the engine's host. */
export interface HostResolver {
  readonly path: string;
  readonly text: string;
}

/**
 * What the engine's host asks names of, where that host is this machine; null where it is another one (or a virtual one,
 * as with Docker Desktop), or the file cannot be read.
 */
export function readHostResolver(info: EngineInfo): HostResolver | null {
  if (process.platform !== 'linux' || !info.host.startsWith('unix://') || info.hostName !== hostname()) return null;
  const files = localConfigFiles();
  for (const path of PLACES) {
    const read = files.readText(path);
    if (read.kind === 'text') return { path, text: read.text };
  }
  return null;
}
