import type { ContainerDetails, Engine, ImageDetails } from '../engine/engine.ts';
import { TargetNotFound } from '../engine/errors.ts';
import { readConfiguration, serviceNames } from './configuration-files.ts';
import { discoverEndpoints, type EndpointsFound } from './endpoints.ts';
import { baseName, isShell } from './entrypoint/wrappers.ts';
import { commandLineOf, type EntrypointResolution } from './entrypoint.ts';
import { type EnvironmentEntry, type MaskValue, maskUrlCredentials, relevantEnvironment } from './environment.ts';
import { createTargetFiles, type TargetFilesOptions } from './files.ts';
import { detectLibc, type LibcFindings } from './libc.ts';
import type { OsRelease } from './os-release.ts';
import { programOfProcesses } from './process-program.ts';
import { binaryInQuestion, identifyProgram, type Program } from './program.ts';
import { programScripts } from './program-scripts.ts';
import type { ReadContext, TargetFiles } from './reader.ts';
import { logLines } from './readers/log.ts';
import { readOsRelease } from './readers/os-release.ts';
import { seenThroughLoop } from './restart-loop.ts';
import type { Libc, TargetFacts } from './target.ts';

export interface IdentifyOptions extends TargetFilesOptions {
  /** `--endpoint` values. */
  readonly endpoints?: readonly string[];
  readonly binary?: string | null;
  readonly expectImage?: string | null;
  readonly referenceCaPem?: string | null;
  /** Masks what is left of secrets in values that are shown; credentials in URLs are taken out before. */
  readonly mask?: MaskValue;
  /** Called with what was found out, as it is found out. */
  readonly onProgress?: (what: string) => void;
  /** Milliseconds for each part that is not needed to go on; what takes longer is left out, and said. Default 8000. */
  readonly partLimitMs?: number;
}

/** All that the engine alone tells of a target. */
export interface Identified {
  readonly facts: TargetFacts;
  readonly container: ContainerDetails | null;
  readonly image: ImageDetails;
  /** What readers work with; `files` in it is to be closed at the end. */
  readonly reading: Pick<ReadContext, 'engine' | 'container' | 'image' | 'files' | 'options'>;
  readonly entrypoint: EntrypointResolution | null;
  readonly libc: LibcFindings | null;
  readonly os: OsRelease | null;
  /** The variables that matter, masked. */
  readonly environment: readonly EnvironmentEntry[];
  readonly endpoints: EndpointsFound;
  /** The last lines of its log, for symptoms and signatures; empty for an image. */
  readonly log: readonly string[];
  /** What could not be found out. */
  readonly missing: readonly { readonly what: string; readonly reason: string; readonly toCheckIt: string }[];
  readonly durationMs: number;
}

const IMAGE_PREFIX = 'image:';

/**
 * Finds a target (a container by name, id or prefix, or `image:REF`) and tells what it is, by the engine's API and from
 * bytes alone: nothing is run, and nothing is written to it.
 *
 * @throws TargetNotFound, TargetAmbiguous with one line that says what to do.
 */
export async function identifyTarget(engine: Engine, ref: string, options: IdentifyOptions = {}): Promise<Identified> {
  const began = performance.now();
  const { container, image, missing } = await find(engine, ref);
  options.onProgress?.(
    container ? `container ${container.name}, ${container.state}` : `image ${ref.slice(IMAGE_PREFIX.length)}`,
  );
  const files = createTargetFiles(engine, container, image, options);
  const reading = {
    engine,
    container,
    image,
    files,
    options: {
      endpoints: options.endpoints ?? [],
      binary: options.binary ?? null,
      expectImage: options.expectImage ?? null,
      referenceCaPem: options.referenceCaPem ?? null,
    },
  };
  const limit = options.partLimitMs ?? 8_000;
  const part = async <T>(what: string, work: Promise<T>, otherwise: T, limitMs = limit): Promise<T> => {
    const found = await within(work, limitMs);
    if ('value' in found) {
      options.onProgress?.(what);
      return found.value;
    }
    missing.push({ what, reason: found.reason, toCheckIt: 'open the target again' });
    return otherwise;
  };
  const { workingDir, env } = container ?? image;
  const hints = {
    workingDir,
    env,
    commandLine: commandLineOf(container ?? image),
    names: serviceNames(container, image),
    mounts: (container?.mounts ?? []).map((mount) => mount.destination),
  };
  const [program, os, log, configuration, scripts, running] = await Promise.all([
    // Much hangs on it, and a busy engine is slow to hand out files.
    part<Program | null>('entrypoint and libc', identifyProgram(reading), null, options.partLimitMs ?? 20_000),
    part('os-release', osOf(files, missing), null),
    part('log', tail(engine, container), []),
    part('configuration', readConfiguration(files, hints), []),
    part('scripts', programScripts(files, hints), []),
    part('processes', container?.state === 'running' ? programOfProcesses(engine, container, files) : nothing(), null),
  ]);
  const endpoints = discoverEndpoints({
    options: reading.options.endpoints,
    env,
    args: hints.commandLine,
    configuration,
    scripts,
    log: log.join('\n'),
    ownNames: ownNames(container),
  });
  const binary = binaryOf(program, running, options.binary ?? null);
  const libc = await part('libc', libcOf(reading, program, binary), program?.libc ?? null);
  const facts = factsOf(engine, ref, container, image, {
    libc: libc?.libc ?? { family: 'unknown', version: null, because: 'its files could not be read in time' },
    os,
    binary,
    endpoints,
  });
  return {
    facts,
    container,
    image,
    reading,
    entrypoint: program?.entrypoint ?? null,
    libc,
    os,
    environment: relevantEnvironment((container ?? image).env, options.mask),
    endpoints,
    log,
    missing,
    durationMs: Math.round(performance.now() - began),
  };
}

async function nothing(): Promise<null> {
  return null;
}

type Missing = { what: string; reason: string; toCheckIt: string };

async function find(
  engine: Engine,
  ref: string,
): Promise<{ container: ContainerDetails | null; image: ImageDetails; missing: Missing[] }> {
  if (ref.startsWith(IMAGE_PREFIX)) {
    const name = ref.slice(IMAGE_PREFIX.length);
    const image = await engine.inspectImage(name);
    if (image.ok) return { container: null, image: image.value, missing: [] };
    throw new TargetNotFound(
      `there is no image "${name}" on this engine (${image.reason}); walkdown never pulls one: docker image ls shows what is there`,
    );
  }
  const container = await seenThroughLoop(engine, await engine.findContainer(ref));
  const image = await engine.inspectImage(container.imageId);
  if (image.ok) return { container, image: image.value, missing: [] };
  // Removed by force under a container that lives on: what the container says of it is all there is.
  const { reason, toCheckIt } = image;
  return { container, image: imageOfContainer(engine, container), missing: [{ what: 'image', reason, toCheckIt }] };
}

function imageOfContainer(engine: Engine, container: ContainerDetails): ImageDetails {
  const { entrypoint, command, env, workingDir, user } = container;
  return {
    id: container.imageId,
    tags: [],
    digests: [],
    createdAt: '',
    sizeBytes: 0,
    labels: {},
    architecture: engine.info.architecture,
    variant: '',
    os: 'linux',
    entrypoint,
    command,
    env,
    workingDir,
    user,
    layers: [],
  };
}

async function within<T>(work: Promise<T>, limitMs: number): Promise<{ value: T } | { reason: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ reason: string }>((resolve) => {
    timer = setTimeout(() => resolve({ reason: `no answer within ${limitMs / 1000} s` }), limitMs);
  });
  const done = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) }),
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function tail(engine: Engine, container: ContainerDetails | null): Promise<string[]> {
  if (container === null) return [];
  const read = await engine.logs(container.id, { tail: 400, maxBytes: 256 * 1024 });
  return read.ok ? logLines(read.value.text) : [];
}

/** What the processes show wins where the entrypoint leads to a shell, or was only read out of a script. */
function binaryOf(program: Program | null, running: string | null, asked: string | null): string {
  if (asked !== null) return program?.binary || asked;
  const found = program?.binary ?? '';
  const guessed = program?.entrypoint.binaryHop?.certain === false;
  const hidden = found === '' || isShell(found) || baseName(found) === 'busybox' || guessed;
  return hidden && running !== null ? running : found;
}

async function osOf(files: TargetFiles, missing: Missing[]): Promise<OsRelease | null> {
  const found = await readOsRelease(files);
  if (found === null) return null;
  if ('release' in found) return found.release;
  missing.push({ what: 'files', reason: found.reason, toCheckIt: found.toCheckIt });
  return null;
}

/** Asked again where the processes showed another program than the entrypoint. */
async function libcOf(
  reading: Identified['reading'],
  program: Program | null,
  binary: string,
): Promise<LibcFindings | null> {
  if (program === null || binary === program.binary) return program?.libc ?? null;
  const question = await binaryInQuestion(reading.files, binary);
  const architecture = reading.image.architecture || reading.engine.info.architecture;
  return question ? detectLibc(reading.files, { binary: question, architecture }) : program.libc;
}

function ownNames(container: ContainerDetails | null): string[] {
  if (container === null) return [];
  const aliases = container.networks.flatMap((network) => [...network.aliases, network.ip, network.ipv6]);
  return [container.name, container.id.slice(0, 12), ...aliases].filter((name) => name !== '');
}

function factsOf(
  engine: Engine,
  ref: string,
  container: ContainerDetails | null,
  image: ImageDetails,
  found: { libc: Libc; os: OsRelease | null; binary: string; endpoints: EndpointsFound },
): TargetFacts {
  const imageRef = container?.imageRef ?? ref.slice(IMAGE_PREFIX.length);
  return {
    kind: container ? 'container' : 'image',
    id: container?.id ?? image.id,
    name: container?.name ?? imageRef,
    state: container?.state ?? 'image',
    running: container?.state === 'running',
    exitCode: container?.exitCode ?? null,
    oomKilled: container?.oomKilled ?? false,
    image: {
      id: container?.imageId ?? image.id,
      ref: maskUrlCredentials(imageRef),
      tags: [...image.tags],
      digests: [...image.digests],
      created: image.createdAt,
      architecture: image.architecture,
    },
    engineArchitecture: engine.info.architecture,
    libc: found.libc,
    os: { id: found.os?.id ?? '', version: found.os?.version ?? '', name: found.os?.name ?? '' },
    user: (container ?? image).user,
    binary: found.binary,
    endpoints: [...found.endpoints.endpoints],
    startedAt: container?.startedAt ?? null,
    restartCount: container?.restartCount ?? 0,
  };
}
