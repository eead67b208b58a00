import { posix } from 'node:path';
import type { ContainerDetails, ImageDetails } from '../engine/engine.ts';
import { absolute } from './entrypoint/paths.ts';
import { filesOfScript } from './files-of-script.ts';
import { programScripts } from './program-scripts.ts';
import type { TargetFiles } from './reader.ts';
import { serviceOf } from './service-of.ts';

/** Names under which services keep their configuration. Package manifests are not among them: their links are the authors'. */
const NAMES = [
  '.env',
  'config.json',
  'config.yaml',
  'config.yml',
  'config.toml',
  'settings.json',
  'settings.yaml',
  'application.properties',
  'application.yml',
  'appsettings.json',
];
/** Beside these in the working directory alone: it is the service's own. */
const OWN_NAMES = [
  'config.properties',
  'config.ini',
  'app.conf',
  'settings.yml',
  'settings.toml',
  'application.yaml',
  'appsettings.Production.json',
  'config/default.json',
  'config/production.json',
  'config/config.json',
  'config/config.yaml',
  'config/config.yml',
  'config/settings.yaml',
  'config/application.properties',
  'config/application.yml',
];
/** In a directory that was mounted for it, as orchestrators mount their maps. */
const MOUNTED_NAMES = [
  'app.yaml',
  'app.yml',
  'app.json',
  'app.toml',
  'app.properties',
  'app.env',
  'app.conf',
  'settings.yml',
  'settings.toml',
  'config.ini',
  'application.yaml',
];
/** Where services live by custom, whatever their working directory. */
const USUAL_PLACES = ['/app', '/srv', '/srv/app', '/opt/app', '/usr/src/app', '/etc/app', '/config'];
const CONFIGURATION = /^\/[\w./@+-]{1,300}\.(?:json|ya?ml|toml|ini|conf|cfg|cnf|properties|env|config)$/;
/** The system's own furniture is nobody's configuration. */
const FURNITURE = /^\/(?:proc|sys|dev|usr\/(?:lib|share)|lib|etc\/(?:ssl|pki|ld\.so|apt|apk|dpkg|default))/;
/** What a script reads about itself: the links in it are its authors'. */
const MANIFEST = /\/(?:package|package-lock|tsconfig|composer|manifest|openapi|swagger|jsconfig)\.(?:json|ya?ml)$/;
const ENDINGS = ['conf', 'yaml', 'yml', 'toml', 'json', 'ini', 'properties', 'cfg', 'env'];
/** Words of command lines and directories that name no service, or the distribution's own files in /etc. */
const COMMON =
  /^(?:bash|dash|ash|sh|env|exec|python[\d.]*|node|java|perl|ruby|php|tini|sleep|start|run|main|app|apps|src|srv|opt|usr|home|root|server|service|bin|current|code|config|default|security|systemd|network|ssl|host|hosts|resolv|nsswitch|adduser|deluser|debconf|gai|ld\.so|mke2fs|pam|sysctl|udhcpd|logrotate|ca-certificates)$/;
/** Directories that hold programs of every service, or everything. */
const SYSTEM_PROGRAMS = /^\/(?:usr\/)?(?:local\/)?s?bin$|^\/$|^\/etc$/;
/** What libraries look for by themselves. */
const OF_THE_LIBC = /^\/etc\/(?:nsswitch|resolv|host|gai|ld\.so|krb5|locale|idn|fonts|netconfig|libnl|selinux)\b/;
const DISTRIBUTION = /^\/(?:usr\/)?s?bin\//;
const CONSTANT =
  /\/(?:etc|opt|srv|app|config|conf|data|home|usr\/local\/etc|var\/lib)\/[\w./+-]{1,120}\.(?:ya?ml|json|toml|ini|conf|cfg|properties|env)(?![\w.])/g;
const PROGRAM_BYTES = 24 * 1024 * 1024;
const MOST_BYTES = 64 * 1024;
const MOST_FILES = 8;
const MOST_NAMED = 12;

/** What of a target tells where its configuration is. */
export interface ConfigurationHints {
  readonly workingDir: string;
  readonly commandLine: readonly string[];
  readonly env: readonly string[];
  /** What else the service is called: its image's repository, its service, its container. */
  readonly names?: readonly string[];
  /** Where something was mounted: whoever runs a service hands its settings in so. */
  readonly mounts?: readonly string[];
}

/** The names of a container's service, and of its image's repositories without registry and tag. */
export function serviceNames(
  container: Pick<ContainerDetails, 'name' | 'labels'> | null,
  image: Pick<ImageDetails, 'tags'>,
): string[] {
  const service = container ? serviceOf(container.labels)?.name : undefined;
  const repositories = image.tags.slice(0, 4).map((tag) => tag.replace(/[:@][^/]*$/, ''));
  return [...(service ? [service] : []), ...(container ? [container.name] : []), ...repositories];
}

/**
 * The service's configuration files: those that its command line and environment name, those of usual names in its
 * working directory and in the places where services live, and under its program's name in /etc. Small ones, few.
 */
export async function readConfiguration(
  files: Pick<TargetFiles, 'read' | 'stat'>,
  hints: ConfigurationHints,
): Promise<{ path: string; text: string }[]> {
  const { workingDir } = hints;
  // From the root directory every image's furniture would be found instead of the service's own.
  const own =
    workingDir === '/' || workingDir === '' ? [] : [...NAMES, ...OWN_NAMES].map((name) => absolute(name, workingDir));
  const there = await existing(files, placesOf(hints));
  const paths = [
    ...new Set([
      ...namedFiles(hints),
      ...(hints.mounts ?? []).filter(isConfiguration).slice(0, MOST_NAMED),
      ...mountedFolders(hints).flatMap((dir) => [...NAMES, ...MOUNTED_NAMES].map((name) => posix.join(dir, name))),
      ...own,
      ...(await filesOfScripts(files, hints)),
      ...(await filesOfProgram(files, hints)),
      ...there.flatMap((dir) => NAMES.map((name) => posix.join(dir, name))),
      ...besideProgram(hints).flatMap((dir) => OWN_NAMES.map((name) => posix.join(dir, name))),
      ...(await underEtc(files, hints)),
    ]),
  ];
  const reads = await Promise.all(paths.map((path) => files.read(path, MOST_BYTES)));
  const handed = await handedOver(files, hints.env);
  return reads
    .flatMap((read, i) => {
      if (!read.ok || read.value.truncated || read.value.bytes.includes(0)) return [];
      return [{ path: paths[i] ?? '', text: read.value.bytes.toString('utf8') }];
    })
    .slice(0, MOST_FILES)
    .concat(handed);
}

/** `DATABASE_URL_FILE=/run/secrets/database_url`: the file holds the value of the variable without its _FILE. */
async function handedOver(
  files: Pick<TargetFiles, 'read'>,
  env: readonly string[],
): Promise<{ path: string; text: string }[]> {
  const named = env.flatMap((entry) => {
    const found =
      /^(\w{1,80}(?:UR[IL]|DSN|HOST|ADDR|ADDRESS|ENDPOINT|SERVER|BROKERS?))_FILE=(\/[\w./@+-]{1,300})$/i.exec(entry);
    return found?.[1] && found[2] ? [{ name: found[1], path: posix.normalize(found[2]) }] : [];
  });
  const some = named.slice(0, MOST_NAMED);
  const reads = await Promise.all(some.map(({ path }) => files.read(path, MOST_BYTES)));
  return reads.flatMap((read, index) => {
    const { name = '', path = '' } = some[index] ?? {};
    if (!read.ok || read.value.bytes.includes(0)) return [];
    return [{ path, text: `${name}=${read.value.bytes.toString('utf8').trim().split('\n')[0]}` }];
  });
}

/** Files that the command line or a variable names: `--config=/etc/shop/shop.toml`, `CONFIG_FILE=settings.yaml`. */
function namedFiles({ workingDir, commandLine, env }: ConfigurationHints): string[] {
  const values = env.map((entry) => entry.slice(entry.indexOf('=') + 1));
  const words = [...commandLine.flatMap((word) => word.split(/[\s=;&|"']+/)), ...values].slice(0, 400);
  return words
    .filter((word) => word.length < 300 && /\.[a-z]{2,10}$/i.test(word) && !word.includes('://'))
    .map((word) => (word.startsWith('/') ? posix.normalize(word) : absolute(word, workingDir || '/')))
    .filter(isConfiguration)
    .slice(0, MOST_NAMED);
}

function isConfiguration(path: string): boolean {
  return CONFIGURATION.test(path) && !FURNITURE.test(path);
}

/** Files that the scripts of the command line say they read; what a shell sources may lie in /etc/default too. */
async function filesOfScripts(
  files: Pick<TargetFiles, 'read'>,
  { workingDir, commandLine }: ConfigurationHints,
): Promise<string[]> {
  const scripts = await programScripts(files, { workingDir, commandLine });
  return scripts.flatMap(({ text }) => {
    const paths = filesOfScript(text, workingDir);
    return paths.filter((path) => !MANIFEST.test(path) && (!FURNITURE.test(path) || path.startsWith('/etc/default/')));
  });
}

/** Files that a compiled program of the service's own names in its constants. */
async function filesOfProgram(
  files: Pick<TargetFiles, 'read'>,
  { commandLine }: ConfigurationHints,
): Promise<string[]> {
  const [program = ''] = commandLine;
  const path = program.includes('/') ? posix.normalize(program) : `/usr/local/bin/${program}`;
  if (!/^\/[\w./@+-]{2,300}$/.test(path) || DISTRIBUTION.test(path)) return [];
  const read = await files.read(path, PROGRAM_BYTES);
  if (!read.ok || read.value.truncated || read.value.bytes.toString('latin1', 0, 4) !== '\x7fELF') return [];
  const found = [...read.value.bytes.toString('latin1').matchAll(CONSTANT)].map(([path]) => path);
  return [...new Set(found)].filter((path) => isConfiguration(path) && !OF_THE_LIBC.test(path)).slice(0, MOST_NAMED);
}

/** `/etc/NAME/NAME.conf`, `/etc/NAME/config.yaml`, `/etc/NAME.toml`, for each name that the service goes by. */
async function underEtc(files: Pick<TargetFiles, 'stat'>, hints: ConfigurationHints): Promise<string[]> {
  const names = namesOf(hints);
  const there = await existing(
    files,
    names.map((name) => `/etc/${name}`),
  );
  const inside = there.flatMap((dir) =>
    [posix.basename(dir), 'config', 'application', 'settings', 'app'].flatMap((stem) =>
      ENDINGS.map((ending) => `${dir}/${stem}.${ending}`),
    ),
  );
  return [...inside, ...names.flatMap((name) => ENDINGS.map((ending) => `/etc/${name}.${ending}`))];
}

/** By its program, the directory it lives in, its image, its service; a daemon's name without its d as well. */
function namesOf({ workingDir, commandLine, names = [] }: ConfigurationHints): string[] {
  const words = commandLine
    .slice(0, 6)
    .flatMap((word) => word.split(/[\s;&|]+/))
    .filter((word) => /^[\w./+-]{1,200}$/.test(word) && !word.startsWith('-'))
    .slice(0, 12)
    .map((word) => posix.basename(word).replace(/\.\w{1,5}$/, ''));
  const all = [...words, posix.basename(workingDir), ...names.map((name) => posix.basename(name))].flatMap((name) => [
    name,
    name.replace(/(?:d|[-_](?:server|service|svc|api|app|worker|daemon))$/, ''),
  ]);
  return [...new Set(all)].filter((name) => /^[A-Za-z][\w.+-]{2,60}$/.test(name) && !COMMON.test(name)).slice(0, 8);
}

function placesOf({ workingDir, commandLine }: ConfigurationHints): string[] {
  const programs = commandLine.slice(0, 4).filter((word) => /^[\w./+-]{1,200}$/.test(word));
  const named = programs.map((word) => `/etc/${posix.basename(word).replace(/\.\w{1,5}$/, '')}`);
  const beside = programs.filter((word) => word.startsWith('/')).map((word) => posix.dirname(word));
  const all = [...USUAL_PLACES, ...named, ...beside].filter((dir) => dir !== workingDir && !SYSTEM_PROGRAMS.test(dir));
  return [...new Set(all)];
}

/** Where the program itself lies, and the directory above its `bin`, `dist` or `src`; not where the system's programs are. */
function besideProgram({ workingDir, commandLine }: ConfigurationHints): string[] {
  const dirs = commandLine
    .slice(0, 4)
    .filter((word) => /^\/[\w./+-]{1,200}$/.test(word))
    .map((word) => posix.dirname(posix.normalize(word)).replace(/(?<=\/[^/]{1,100})\/(?:bin|dist|src|lib|build)$/, ''));
  return [...new Set(dirs)].filter((dir) => dir !== workingDir && !SYSTEM_PROGRAMS.test(dir)).slice(0, 2);
}

/** Directories that were mounted, by a name as configuration has it. */
function mountedFolders({ mounts = [] }: ConfigurationHints): string[] {
  return mounts
    .filter(
      (path) =>
        /\/(?:etc|conf|config|configs|configuration|settings)(?:\/|$)/.test(path) &&
        !/\.\w{1,10}$/.test(path) &&
        !FURNITURE.test(path),
    )
    .slice(0, 3);
}

/** The directories that are there. */
async function existing(files: Pick<TargetFiles, 'stat'>, dirs: readonly string[]): Promise<string[]> {
  const stats = await Promise.all(dirs.map((dir) => files.stat(dir)));
  return dirs.filter((_, index) => {
    const stat = stats[index];
    return stat?.ok === true && stat.value.kind !== 'file';
  });
}
