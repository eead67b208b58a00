import type {
  Answer,
  ContainerDetails,
  Engine,
  ImageDetails,
  OwnContainerSpec,
  Unavailable,
} from '../engine/engine.ts';
import { type ElfFile, parseElf } from '../target/elf.ts';
import { loaderCandidates, loaderFamily } from '../target/loaders.ts';
import type { TargetFiles } from '../target/reader.ts';
import { shellWord } from '../target/shell-word.ts';
import type { TargetFacts } from '../target/target.ts';
import { byHandRun } from './by-hand.ts';
import { safeEnvironment } from './environment.ts';
import { type ImageContents, isWellKnownLoader } from './image-contents.ts';
import { nameOfImage } from './references.ts';
import { limitsOf, runEvidence } from './run-evidence.ts';
import type { MadeFor, SessionContainers } from './session-containers.ts';
import { NOBODY } from './sidecar-spec.ts';
import type { TargetChanges } from './target-changes.ts';
import { fileUntouched } from './untouched.ts';
import type { ViewCommand, ViewResult } from './views.ts';

/** A program's headers and interpreter; a large one's dynamic section is not needed here. */
const HEAD_BYTES = 64 * 1024;

export interface ImageProbeOptions {
  readonly engine: Engine;
  readonly own: SessionContainers;
  readonly target: TargetFacts;
  readonly image: ImageDetails;
  readonly container: ContainerDetails | null;
  readonly contents: ImageContents;
  readonly files: TargetFiles;
  readonly changes: TargetChanges;
}

/** What will be started in the probe, and with what of the target. */
interface Start {
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly withVolumes: boolean;
}

/**
 * Runs one command in a container from the target's own image ID: no network, no namespaces, no capabilities. `ldd
 * FILE` becomes the image's own loader listing what FILE needs; FILE itself is never executed, nor any loader that is
 * not the libc's own at its well-known path. Other programs must be the image's and ask for such a loader.
 */
export async function runInImage(options: ImageProbeOptions, command: ViewCommand): Promise<Answer<ViewResult>> {
  const { engine, own, target, image, container } = options;
  const [program = '', ...args] = command.argv;
  const start = program === 'ldd' ? await lddStart(options, args) : await programStart(options, program, args, command);
  if (!start.ok) return start;
  const { argv, env, withVolumes } = start.value;
  const spec = (user: string): OwnContainerSpec => ({
    role: 'probe',
    imageId: image.id,
    argv,
    env: [...safeEnvironment(command.env, image.env), ...env],
    user,
    capabilities: [],
    like: container ?? undefined,
    volumesFrom: withVolumes && container ? container.id : undefined,
    labels: container ? { 'io.walkdown.target': container.id } : {},
    tmp: true,
    stdin: false,
  });
  const ref = nameOfImage(image, target.image.ref);
  const about: MadeFor = {
    tier: 'image',
    image: { ref, id: image.id },
    libc: target.libc,
    libcMatched: true,
    chosenBecause: 'it is the target’s own image',
  };
  const limits = limitsOf(command);
  let used = spec(NOBODY);
  let result = await own.run(used, about, limits);
  if (
    result.ok &&
    result.value.exitCode !== 0 &&
    /permission denied/i.test(result.value.stderr + result.value.stdout)
  ) {
    // Files that only root may read; still without capabilities and without anything of the target joined.
    used = spec('0:0');
    result = await own.run(used, about, limits);
  }
  if (!result.ok) return result;
  const byHand = byHandRun(engine.info, used, { target: container?.name ?? '', image: ref });
  const evidence = runEvidence(command, result.value, about.image, byHand);
  return { ok: true, value: { evidence, libcMatched: target.libc.family === 'static' ? null : true, startCostMs: 0 } };
}

async function lddStart(options: ImageProbeOptions, args: readonly string[]): Promise<Answer<Start>> {
  const { image, container } = options;
  const flags = args.filter((arg) => arg.startsWith('-'));
  const [file, ...more] = args.filter((arg) => !arg.startsWith('-'));
  const loaderOf = (elf: ElfFile | null): Promise<Answer<string>> => loaderFor(options, elf, file ?? '');
  if (file === undefined || more.length > 0) {
    const loader = await loaderOf(null);
    if (!loader.ok || !flags.includes('--version')) return loader.ok ? unsupported('ldd takes one file here') : loader;
    const argv = loaderFamily(loader.value) === 'glibc' ? [loader.value, '--version'] : [loader.value];
    return { ok: true, value: { argv, env: [], withVolumes: false } };
  }
  const path = file.startsWith('/') ? file : `${container?.workingDir || image.workingDir || '/'}/${file}`;
  const touched = await whereItIs(options, path);
  if (!touched.ok) return touched;
  const read = await options.files.read(path, HEAD_BYTES);
  if (!read.ok) return read;
  const elf = parseElf(read.value.bytes, { fileSize: read.value.stat.sizeBytes });
  if (elf === null) return unsupported(`${path} is no ELF file: it loads no libraries`);
  if (elf.linkage === 'static') return unsupported(`${path} is static: it loads no libraries`);
  const loader = await loaderOf(elf);
  if (!loader.ok) return loader;
  const libraryPath = variable(container?.env ?? image.env, 'LD_LIBRARY_PATH');
  // As an argument of the loader, not in the environment: it is the target's, for the target's loader alone.
  const extra = libraryPath ? ['--library-path', libraryPath] : [];
  const glibc = loaderFamily(loader.value) === 'glibc';
  const env = glibc
    ? ['LD_TRACE_LOADED_OBJECTS=1', ...(flags.includes('-r') ? ['LD_WARN=yes', 'LD_BIND_NOW=yes'] : [])]
    : [];
  // glibc's --list stops at the first library that is missing; tracing lists them all.
  const argv = glibc ? [loader.value, ...extra, path] : [loader.value, ...extra, '--list', path];
  return { ok: true, value: { argv, env, withVolumes: touched.value } };
}

/** Whether the file has to be had through the target's mounts; unavailable when no container of ours can show it. */
async function whereItIs(options: ImageProbeOptions, path: string): Promise<Answer<boolean>> {
  if (options.container === null) return { ok: true, value: false };
  const changes = await options.changes.list();
  if (!changes.ok) return changes;
  const { changed, mounted } = fileUntouched(options.container, changes.value, path);
  if (changed === '') return { ok: true, value: mounted };
  const toCheckIt = `docker cp ${options.container.name}:${shellWord(path)} . and list it in a container of the same image`;
  return { ok: false, kind: 'unsupported', reason: `${changed}: a container of the image does not have it`, toCheckIt };
}

/**
 * The loader that may list a file: the one that it asks for, if that is a libc's own and the image has it; else the
 * image's own libc's. A crafted PT_INTERP is never started.
 */
async function loaderFor(options: ImageProbeOptions, elf: ElfFile | null, file: string): Promise<Answer<string>> {
  const { contents, image } = options;
  const architecture = elf?.architecture ?? (await contents.architecture());
  const asked = elf?.interpreter ?? null;
  if (asked !== null && isWellKnownLoader(asked, architecture)) {
    if (await contents.find(asked)) return { ok: true, value: asked };
    const reason = `${file} asks for the loader ${asked}, which the image does not have: nothing in it can load it`;
    return {
      ok: false,
      kind: 'missing',
      reason,
      toCheckIt: `docker cp it out of ${nameOfImage(image, options.target.image.ref)} and readelf -l ${file}`,
    };
  }
  const { family } = await contents.libc();
  for (const path of loaderCandidates(architecture)) {
    const fits = family === 'static' || family === 'unknown' || loaderFamily(path) === family;
    if (fits && (await contents.find(path))) return { ok: true, value: path };
  }
  const toCheckIt = `readelf -d ${file}, with the file copied out`;
  return { ok: false, kind: 'missing', reason: 'the image has no loader of a libc that could list it', toCheckIt };
}

async function programStart(
  options: ImageProbeOptions,
  name: string,
  args: readonly string[],
  command: ViewCommand,
): Promise<Answer<Start>> {
  const { contents, image } = options;
  const architecture = await contents.architecture();
  for (const needed of new Set([name, ...command.needs])) {
    const program = await contents.find(needed);
    if (!program) {
      const toCheckIt = `docker run --rm --network none --entrypoint ${needed} ${nameOfImage(image, options.target.image.ref)}`;
      return { ok: false, kind: 'missing', reason: `the image has no ${needed}`, toCheckIt };
    }
    const starter =
      program.kind === 'script' && program.interpreter ? await contents.find(program.interpreter) : program;
    const loader = starter?.interpreter ?? null;
    if (starter?.kind !== 'elf' || (loader !== null && !isWellKnownLoader(loader, architecture))) {
      return unsupported(
        `${program.path} asks for ${loader ?? 'something'} to start it, which is no libc’s own loader: it is not run`,
      );
    }
  }
  const program = await contents.find(name);
  return { ok: true, value: { argv: [program?.path ?? name, ...args], env: [], withVolumes: false } };
}

function variable(env: readonly string[], name: string): string {
  return env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

function unsupported(reason: string): Unavailable {
  return { ok: false, kind: 'unsupported', reason, toCheckIt: 'see what the file is: file, readelf -l' };
}
