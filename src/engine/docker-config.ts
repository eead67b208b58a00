import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TlsMaterial } from './engine-address.ts';
import { EngineUnavailable } from './errors.ts';
import { asFlag, asObject, asText, parseJson } from './json.ts';
import { oneLine } from './one-line.ts';

/** What a configuration file holds, or why it could not be read. */
type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The few things the search for an engine asks of a file system. */
export interface ConfigFiles {
  /** Bounded: a file that is too large is unreadable. */
  readText(path: string): FileText;
  exists(path: string): boolean;
  /** Names in a directory; none when it is not there. */
  list(path: string): string[];
}

/** A context of the docker command: a name for an engine. */
export interface DockerContext {
  readonly name: string;
  /** As written; empty means the default socket. */
  readonly host: string;
  readonly description: string;
  readonly tls: TlsMaterial | null;
}

/** docker's own rule for names; it also keeps a name from being a path. */
const CONTEXT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]{0,254}$/;
const MAX_CONTEXTS = 500;

/** Directory of the docker command's configuration. */
export function dockerConfigDir(env: NodeJS.ProcessEnv, home: string): string {
  return env.DOCKER_CONFIG || join(home, '.docker');
}

/**
 * The context that `docker context use` chose; null when none was.
 *
 * @throws EngineUnavailable when the file is there and cannot be understood: which engine is meant is not known then.
 */
export function currentContextName(configDir: string, files: ConfigFiles): string | null {
  const path = join(configDir, 'config.json');
  const file = files.readText(path);
  if (file.kind === 'missing') return null;
  const repair = 'repair it, or say which engine with --host or --context';
  if (file.kind === 'unreadable')
    throw new EngineUnavailable(`${path} cannot be read (${oneLine(file.reason, 120)}): ${repair}`);
  const value = parseJson(file.text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EngineUnavailable(`${path} is not a JSON object: ${repair}`);
  }
  const name = asObject(value).currentContext;
  if (name === undefined || name === '' || name === null) return null;
  if (typeof name !== 'string') throw new EngineUnavailable(`${path}: currentContext is not a name: ${repair}`);
  return name;
}

function contextId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/**
 * A context by name, its certificates included.
 *
 * @throws EngineUnavailable when there is none of that name, or its files are broken; `source` says who named it.
 */
export function readContext(name: string, source: string, configDir: string, files: ConfigFiles): DockerContext {
  if (!CONTEXT_NAME.test(name))
    throw new EngineUnavailable(
      `${source}: ${oneLine(name, 60)} cannot be the name of a Docker context; see walkdown --help`,
    );
  const path = join(configDir, 'contexts', 'meta', contextId(name), 'meta.json');
  const file = files.readText(path);
  if (file.kind === 'missing') {
    const known = contextNames(configDir, files);
    const list = known.length > 0 ? `known: ${known.slice(0, 10).join(', ')}` : 'docker context ls lists them';
    throw new EngineUnavailable(`${source}: there is no Docker context ${name} (${list}); name another, or use --host`);
  }
  if (file.kind === 'unreadable') {
    throw new EngineUnavailable(
      `Docker context ${name}: ${path} cannot be read (${oneLine(file.reason, 120)}); use --host, or create the context again`,
    );
  }
  const meta = asObject(parseJson(file.text));
  const endpoint = asObject(asObject(meta.Endpoints).docker);
  if (meta.Name !== name || (endpoint.Host !== undefined && typeof endpoint.Host !== 'string')) {
    throw new EngineUnavailable(`Docker context ${name}: ${path} is broken; use --host, or create the context again`);
  }
  if (Object.keys(endpoint).length === 0) {
    throw new EngineUnavailable(`Docker context ${name} has no Docker endpoint; name another context, or use --host`);
  }
  return {
    name,
    host: asText(endpoint.Host),
    description: oneLine(asText(asObject(meta.Metadata).Description), 120),
    tls: contextTls(name, asFlag(endpoint.SkipTLSVerify), configDir, files),
  };
}

function contextTls(name: string, skipVerify: boolean, configDir: string, files: ConfigFiles): TlsMaterial | null {
  const dir = join(configDir, 'contexts', 'tls', contextId(name), 'docker');
  const material = readTls(dir, !skipVerify, `Docker context ${name}`, files);
  return material.ca === null && material.cert === null && material.key === null && !skipVerify ? null : material;
}

/**
 * ca.pem, cert.pem and key.pem of a directory, as far as they are there.
 *
 * @throws EngineUnavailable when one is there and cannot be read.
 */
export function readTls(dir: string, verify: boolean, source: string, files: ConfigFiles): TlsMaterial {
  const pem = (name: string): string | null => {
    const path = join(dir, name);
    const file = files.readText(path);
    if (file.kind === 'missing') return null;
    if (file.kind === 'unreadable') {
      throw new EngineUnavailable(
        `${source}: ${path} cannot be read (${oneLine(file.reason, 120)}); make it readable, or use another --host`,
      );
    }
    if (!file.text.includes('-----BEGIN '))
      throw new EngineUnavailable(`${source}: ${path} is not a PEM file; replace it, or use another --host`);
    return file.text;
  };
  const material = { ca: pem('ca.pem'), cert: pem('cert.pem'), key: pem('key.pem'), verify };
  if ((material.cert === null) !== (material.key === null)) {
    throw new EngineUnavailable(`${source}: ${dir} has only one of cert.pem and key.pem; both are needed`);
  }
  return material;
}

/** Names of all contexts in the store, sorted; broken ones are left out. */
export function contextNames(configDir: string, files: ConfigFiles): string[] {
  const root = join(configDir, 'contexts', 'meta');
  const names: string[] = [];
  for (const id of files.list(root).slice(0, MAX_CONTEXTS)) {
    if (!/^[0-9a-f]{64}$/.test(id)) continue;
    const file = files.readText(join(root, id, 'meta.json'));
    const name = file.kind === 'text' ? asText(asObject(parseJson(file.text)).Name) : '';
    if (CONTEXT_NAME.test(name) && contextId(name) === id) names.push(name);
  }
  return names.sort();
}
