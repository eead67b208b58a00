import type { Json, Observation } from '../../session/evidence.ts';
import { normalArchitecture } from '../elf/machine.ts';
import { searchPath } from '../entrypoint/paths.ts';
import { type LinkFile, resolveLinks } from '../linking.ts';
import { loaderFamily } from '../loaders.ts';
import { type ModuleKind, moduleGroup, moduleKind, moduleLibc } from '../native-modules.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';
import { configuredDirectories, libraryOpener, openHead } from './link-files.ts';
import { programPath } from './program-path.ts';

/** The most modules that are opened; the rest is counted and said. */
const MOST_MODULES = 120;
const MOST_ENTRIES = 200_000;
const MOST_PROGRAM_BYTES = 32 * 1024 * 1024;
const ROOTS = [
  '/app',
  '/usr/src/app',
  '/srv',
  '/opt',
  '/home',
  '/usr/local/lib',
  '/usr/lib/python3',
  '/venv',
  '/code',
  '/workspace',
];

/** Native modules of Node and Python packages: for which libc each is, and whether the loader could load it. */
export const nativeModules: Reader = {
  source: 'native-modules',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const runtime = runtimeOf(context) ?? (await toldByLog(context));
    if (!runtime) return seen(context, startedAt, { runtime: '', modules: [] }, 'no Node and no Python runs it');
    const paths = await findModules(context, runtime);
    const host = await hostOf(context, runtime);
    const modules = [];
    for (const path of paths.slice(0, MOST_MODULES)) {
      const module = await look(context, path, runtime, host);
      if (module) modules.push(module);
    }
    const data = { runtime, modules, found: paths.length, imageLibc: context.target?.libc.family ?? 'unknown' };
    const lines = modules.map(
      (one) => `${one.path}: ${one.libc}, ${one.architecture}${one.trouble ? `, ${one.trouble}` : ''}`,
    );
    return seen(context, startedAt, data as unknown as Json, lines.join('\n') || 'no native modules');
  },
};

const PROGRAM: Readonly<Record<ModuleKind, RegExp>> = {
  node: /(?:^|\/)node(?:js)?$/,
  python: /(?:^|\/)(?:python|pypy)[\d.]*$/,
};

function runtimeOf(context: ReadContext): ModuleKind | null {
  // What a script starts at its end counts, found or not: the script may set the PATH that finds it.
  const hops = context.earlier.entrypoint?.[0]?.facts.chain;
  const started = Array.isArray(hops) ? hops.filter((one) => typeof one === 'string') : [];
  const chain = [context.target?.binary ?? '', ...texts(context), ...started];
  if (chain.some((name) => PROGRAM.node.test(name))) return 'node';
  if (chain.some((name) => PROGRAM.python.test(name))) return 'python';
  const env = containerEnv(context);
  return env.has('NODE_VERSION') ? 'node' : env.has('PYTHON_VERSION') ? 'python' : null;
}

/** How Python and Node say that they could not load a module. */
const LOAD_ERRORS: readonly (readonly [ModuleKind, RegExp])[] = [
  ['python', /^(?:ModuleNotFound|Import)Error: /m],
  ['node', /ERR_DLOPEN_FAILED|^Error: [^\n]{0,400}\.node\b|Cannot find module/m],
];

/** The runtime that the log shows to have failed to load a module: scripts and supervisors call one, too. */
async function toldByLog({ container, engine }: ReadContext): Promise<ModuleKind | null> {
  if (container === null) return null;
  const log = await engine.logs(container.id, { tail: 200, maxBytes: 128 * 1024 });
  return log.ok ? (LOAD_ERRORS.find(([, words]) => words.test(log.value.text))?.[0] ?? null) : null;
}

/** The runtime's own file, where something else starts it. */
const USUAL_PROGRAMS: Readonly<Record<ModuleKind, readonly string[]>> = {
  node: ['node', 'nodejs'],
  python: ['python3', 'python'],
};

async function runtimePath(context: ReadContext, runtime: ModuleKind): Promise<string> {
  const path = await programPath(context);
  if (PROGRAM[runtime].test(path)) return path;
  const { env, workingDir } = context.container ?? context.image;
  const files = context.files.image ?? context.files;
  for (const directory of searchPath(env, workingDir)) {
    for (const name of USUAL_PROGRAMS[runtime]) {
      const read = await files.read(`${directory}/${name}`, 4096);
      if (read.ok && read.value.stat.kind === 'file') return read.value.path;
    }
  }
  return path;
}

function texts({ container, image }: ReadContext): readonly string[] {
  return container ? [...container.entrypoint, ...container.command] : [...image.entrypoint, ...image.command];
}

async function findModules(context: ReadContext, runtime: ModuleKind): Promise<string[]> {
  const workingDir = context.container?.workingDir || context.image.workingDir;
  const roots = [...(workingDir && workingDir !== '/' ? [workingDir] : []), ...ROOTS];
  const distinct = roots.filter(
    (one, i) => !roots.some((other, j) => j < i && (one === other || one.startsWith(`${other}/`))),
  );
  const paths: string[] = [];
  for (const root of distinct) {
    await context.files.walkImage(root, { headBytes: 0, maxEntries: MOST_ENTRIES }, (entry) => {
      if (entry.kind === 'file' && moduleKind(entry.path) === runtime) paths.push(entry.path);
    });
  }
  return [...new Set(paths)].sort();
}

interface Host {
  loader: string;
  providers: LinkFile[];
  libraryPath: string[];
  configured: string[] | null;
  open: ReturnType<typeof libraryOpener>;
}

/** The program that loads the modules, with what it has loaded itself: their symbols are there already. */
async function hostOf(context: ReadContext, runtime: ModuleKind): Promise<Host | null> {
  const files = context.files.image ?? context.files;
  const open = libraryOpener(files);
  const path = await runtimePath(context, runtime);
  const stat = path ? await files.stat(path) : null;
  // Node alone has a hundred megabytes: of one that is longer than what is read, its beginning tells as much.
  const whole = stat?.ok && stat.value.sizeBytes <= MOST_PROGRAM_BYTES ? await open(path) : null;
  const binary = whole ?? (path ? await openHead(files, path) : null);
  const loader = binary?.elf.interpreter;
  if (!binary || !loader) return null;
  const libraryPath = (containerEnv(context).get('LD_LIBRARY_PATH') ?? '')
    .split(':')
    .filter((one) => one.startsWith('/'));
  const configured = await configuredDirectories(context.files, loaderFamily(loader), binary.elf.architecture);
  const input = { binary, architecture: binary.elf.architecture, libraryPath, configured };
  const own = await resolveLinks(input, open);
  const libraries = await Promise.all(own.libraries.map((one) => open(one.path)));
  return { loader, providers: [binary, ...libraries.filter((one) => one !== null)], libraryPath, configured, open };
}

async function look(context: ReadContext, path: string, runtime: ModuleKind, host: Host | null) {
  const file = await (host?.open ?? libraryOpener(context.files.image ?? context.files))(path);
  if (!file) return null;
  const { elf } = file;
  const sameCpu =
    normalArchitecture(elf.architecture) === normalArchitecture(context.image.architecture || elf.architecture);
  const module = {
    path,
    group: moduleGroup(path, runtime),
    libc: moduleLibc(elf),
    architecture: elf.architecture,
    sameCpu,
    trouble: '',
    judged: false,
  };
  if (!host || !sameCpu) return module;
  const { loader, providers, libraryPath, configured, open } = host;
  const picture = await resolveLinks(
    { binary: file, architecture: elf.architecture, libraryPath, configured, host: { loader, providers } },
    open,
  );
  const troubles = [
    ...picture.missing.map((one) => `${one.name} not found`),
    ...picture.versions.map((one) => `${one.version} not provided`),
    ...picture.unresolved.map((one) => `${one.symbol} defined nowhere`),
  ];
  return {
    ...module,
    trouble: troubles.slice(0, 6).join(', '),
    judged: picture.symbolsChecked || picture.missing.length > 0,
  };
}

function seen(context: ReadContext, startedAt: Date, data: Json, stdout: string): Observation {
  const evidence = readEvidence({
    what: 'native modules',
    startedAt,
    data,
    stdout,
    byHand: `docker run --rm --network none --entrypoint find ${context.image.id} / -xdev -name '*.node' -o -name '*.so'`,
    byHandEquivalent: true,
  });
  return { kind: 'seen', libcMatched: null, evidence: [evidence] };
}
