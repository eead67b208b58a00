import type { Json, Observation } from '../../session/evidence.ts';
import { carriedCertificates, carriesPublicRoots, PROGRAM_BYTES } from '../carried.ts';
import { readBundle } from '../pem.ts';
import { floorOfOpenssl, floorOfVariables, OPENSSL_CONFIGURATION, type ProtocolFloor } from '../protocol-floor.ts';
import type { ReadContext, Reader, TargetFiles } from '../reader.ts';
import { toolTrustFiles, toolTrustOfFile, toolTrustOfVariables } from '../tool-trust.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';

/** Where programs look for the system's bundle, in the order in which Go and OpenSSL builds of the distributions do. */
export const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Variables that name a file of roots, and who obeys them. */
const FILE_VARIABLES = [
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'AWS_CA_BUNDLE',
];

/** Variables that name a directory of roots; it cannot be listed from outside, only seen to be there. */
const DIRECTORY_VARIABLE = 'SSL_CERT_DIR';
const MOST_BYTES = 4 * 1024 * 1024;

/** The trust stores that the target's variables and libraries lead to. */
export const trustStore: Reader = {
  source: 'trust-store',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const env = containerEnv(context);
    const variables = [];
    for (const name of FILE_VARIABLES) {
      const path = env.get(name);
      if (!path) continue;
      const meant = name === 'REQUESTS_CA_BUNDLE' && (await isDirectory(context.files, path));
      variables.push(
        meant
          ? { name, path, exists: true, directory: true }
          : { name, ...(await bundle(context.files, path, startedAt)) },
      );
    }
    const directory = env.get(DIRECTORY_VARIABLE);
    if (directory) {
      const stats = await Promise.all(
        directory
          .split(':')
          .slice(0, 8)
          .map((dir) => context.files.stat(dir)),
      );
      variables.push({
        name: DIRECTORY_VARIABLE,
        path: directory,
        exists: stats.some((one) => one.ok),
        directory: true,
      });
    }
    const system = [];
    for (const path of BUNDLES) {
      const found = await bundle(context.files, path, startedAt);
      system.push(found);
      if (found.exists && found.roots > 0) break;
    }
    const tools = await toolTrust(context.files, env, startedAt);
    const isStatic = context.target?.libc.family === 'static';
    const none = !system.some((one) => one.roots > 0 || one.unread !== undefined);
    const data = {
      variables,
      system,
      ...(isStatic && none ? await carried(context, startedAt) : {}),
      tools,
      floor: await protocolFloor(context, env),
      unverified: verificationOff(context, env),
      package: await packageVersion(context.files),
      runtime: runtimeOf(context),
      user: context.container?.user ?? '',
      static: isStatic,
    };
    const used = system.find((one) => one.exists);
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'trust stores',
          startedAt,
          data: data as unknown as Json,
          stdout: [
            ...variables.map((one) => `${one.name}=${one.path}: ${words(one)}`),
            ...system.map((one) => `${one.path}: ${words(one)}`),
            ...(data.carried ? [`inside ${data.carried.path}: ${words(data.carried)}`] : []),
            ...(data.carriesPublicRoots ? ['the program was built with the public roots inside'] : []),
            ...tools.map((one) => `${one.by}=${one.path}: ${words(one)}`),
            ...(data.unverified ? [`${data.unverified}: nothing is verified`] : []),
            ...(data.floor ? [`${data.floor.from}: ${data.floor.floor}`] : []),
            ...(data.package ? [`package ${data.package.name} ${data.package.version}`] : []),
          ].join('\n'),
          byHand: context.files.byHand(used?.path ?? BUNDLES[0] ?? ''),
        }),
      ],
    };
  },
};

/** Python's requests takes a directory too; one that is named like a file is what the engine makes for a missing mount. */
async function isDirectory(files: TargetFiles, path: string): Promise<boolean> {
  if (/\.(?:pem|crt|cer)$/i.test(path)) return false;
  const stat = await files.stat(path);
  return stat.ok && stat.value.kind === 'directory';
}

/** What a static program without a bundle carries inside: certificates as PEM, or Go's package of the public roots. */
async function carried(
  { files, target }: ReadContext,
  now: Date,
): Promise<{ carried?: Bundle; carriesPublicRoots?: boolean }> {
  if (!target?.binary) return {};
  const read = await files.read(target.binary, PROGRAM_BYTES);
  if (!read.ok) return {};
  const contents = readBundle(carriedCertificates(read.value.bytes), now);
  const { modifiedAt } = read.value.stat;
  const inside = { path: target.binary, exists: true, roots: contents.certificates, expired: contents.expired };
  return {
    ...(contents.certificates > 0 ? { carried: { ...inside, newest: contents.newest, modifiedAt } } : {}),
    carriesPublicRoots: carriesPublicRoots(read.value.bytes),
  };
}

interface Bundle {
  path: string;
  exists: boolean;
  /** Why nothing is known of it, where it could not be read: that is not the same as not being there. */
  unread?: string;
  /** Permission bits. */
  mode?: number;
  roots: number;
  expired: number;
  newest: string | null;
  modifiedAt: string | null;
}

async function bundle(files: TargetFiles, path: string, now: Date): Promise<Bundle> {
  const read = await files.read(path, MOST_BYTES);
  const nothing = { path, exists: false, roots: 0, expired: 0, newest: null, modifiedAt: null };
  if (!read.ok) return read.kind === 'missing' ? nothing : { ...nothing, unread: read.reason };
  if (read.value.stat.kind !== 'file') return nothing;
  if (read.value.truncated) return { ...nothing, unread: `it is larger than ${MOST_BYTES / 1024 / 1024} MB` };
  const contents = readBundle(read.value.bytes.toString('latin1'), now);
  return {
    path,
    exists: true,
    mode: read.value.stat.mode,
    roots: contents.certificates,
    expired: contents.expired,
    newest: contents.newest,
    modifiedAt: read.value.stat.modifiedAt,
  };
}

/** The bundles that settings of single tools (pip, git, npm, curl) name. */
async function toolTrust(files: TargetFiles, env: ReadonlyMap<string, string>, now: Date) {
  const settings = toolTrustOfVariables(env);
  const home = env.get('HOME') || '/root';
  for (const { path, key } of toolTrustFiles(home)) {
    const read = await files.read(path, 64 * 1024);
    if (read.ok) settings.push(...toolTrustOfFile(path, key, read.value.bytes.toString('utf8')));
  }
  const tools = [];
  for (const { by, path } of settings.slice(0, 8)) tools.push({ by, ...(await bundle(files, path, now)) });
  return tools;
}

/** The setting by which the program verifies nobody: Node's variable, an option of curl or wget; empty without. */
function verificationOff(context: ReadContext, env: ReadonlyMap<string, string>): string {
  if (runtimeOf(context) === 'node' && env.get('NODE_TLS_REJECT_UNAUTHORIZED') === '0')
    return 'NODE_TLS_REJECT_UNAUTHORIZED=0';
  const source = context.container ?? context.image;
  const words = [...source.entrypoint, ...source.command].flatMap((word) => word.split(/[\s;|&]+/, 400)).slice(0, 800);
  const at = words.findIndex((word) => /(?:^|\/)(?:curl|wget)$/.test(word));
  const after = at === -1 ? [] : words.slice(at + 1, at + 20);
  return after.find((word) => /^(?:-[a-zA-Z]{0,8}k[a-zA-Z]{0,8}|--insecure|--no-check-certificate)$/.test(word)) ?? '';
}

/** The lowest TLS version that the program takes, by its runtime's variables or by OpenSSL's configuration. */
async function protocolFloor(context: ReadContext, env: ReadonlyMap<string, string>): Promise<ProtocolFloor | null> {
  const runtime = runtimeOf(context);
  if (runtime === 'node' || runtime === 'java') return floorOfVariables(env, runtime);
  const path = env.get('OPENSSL_CONF') || OPENSSL_CONFIGURATION;
  const read = await context.files.read(path, 256 * 1024);
  return read.ok ? floorOfOpenssl(path, read.value.bytes.toString('utf8')) : null;
}

function words(one: { exists: boolean; roots?: number; newest?: string | null; unread?: string }): string {
  if (one.unread !== undefined) return `could not be read: ${one.unread}`;
  if (!one.exists) return 'not there';
  if (one.roots === undefined) return 'there';
  return `${one.roots} ${one.roots === 1 ? 'certificate' : 'certificates'}${one.newest ? `, newest from ${one.newest.slice(0, 10)}` : ''}`;
}

/** Which runtime's own rules apply, by the name of the program that runs. */
function runtimeOf({ target }: ReadContext): string {
  const name = target?.binary.slice(target.binary.lastIndexOf('/') + 1) ?? '';
  if (/^node(?:js)?$|^bun$|^deno$/.test(name)) return 'node';
  if (/^java$/.test(name)) return 'java';
  if (/^(?:python|pypy)[\d.]*$/.test(name)) return 'python';
  return 'other';
}

const DATABASES = [
  { path: '/var/lib/dpkg/status', pattern: /^Package: (ca-certificates)\n(?:[^\n]+\n){0,40}?Version: (\S+)/m },
  { path: '/lib/apk/db/installed', pattern: /^P:(ca-certificates(?:-bundle)?)\nV:(\S+)/m },
  { path: '/usr/lib/apk/db/installed', pattern: /^P:(ca-certificates(?:-bundle)?)\nV:(\S+)/m },
];

async function packageVersion(files: TargetFiles): Promise<{ name: string; version: string } | null> {
  for (const { path, pattern } of DATABASES) {
    const read = await files.read(path, 8 * 1024 * 1024);
    const found = read.ok ? pattern.exec(read.value.bytes.toString('utf8')) : null;
    if (found?.[1] && found[2]) return { name: found[1], version: found[2] };
  }
  return null;
}
