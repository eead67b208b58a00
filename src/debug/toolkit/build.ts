import type { Answer, Engine, ImageDetails, OwnContainerSpec, Unavailable } from '../../engine/engine.ts';
import { normalArchitecture } from '../../target/elf/machine.ts';
import { glibcVersion } from '../../target/libc-bytes.ts';
import { createImageCache } from '../image-cache.ts';
import { openImage } from '../image-contents.ts';
import { KEEPERS } from '../keeper.ts';
import { libcText } from '../match.ts';
import { NOBODY } from '../sidecar-spec.ts';
import { type Toolkit, toolkitLabels, toolkitOf, toolkitTag } from './labels.ts';
import { bareSystem, OWN_DIRECTORY, type ToolkitEntry } from './layout.ts';
import { gatherMachineMusl } from './machine-musl.ts';
import { firstVersion, gatherMachineTools } from './machine-tools.ts';
import { ownPrograms } from './own-programs.ts';
import { toolkitTar } from './tar.ts';

export interface BuildOptions {
  readonly libc: 'musl' | 'glibc';
  /** An image on the engine to build upon; null: this machine's own packages. */
  readonly base: string | null;
  /** amd64, arm64, …; null: the base's, or the engine's. */
  readonly architecture: string | null;
  readonly operator: string;
  /** This machine's architecture, as image configurations spell it. */
  readonly machineArchitecture: string;
  readonly say: (line: string) => void;
}

export interface Built {
  readonly toolkit: Toolkit;
  /** What it could have and has not. */
  readonly missing: readonly string[];
}

/** What a toolkit is made of, before our own programs. */
interface Ground {
  readonly version: string;
  readonly architecture: string;
  readonly pinned: string;
  readonly entries: readonly ToolkitEntry[];
  readonly versions: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  /** The base's file system; null without a base. Asked for anew for each import. */
  readonly baseImage: ImageDetails | null;
}

/**
 * Builds the debug image for a libc and puts it on the engine, labelled with what it is. Our own programs are tried in
 * it; one that does not run there is left out again.
 */
export async function buildToolkit(engine: Engine, options: BuildOptions): Promise<Answer<Built>> {
  const ground = options.base === null ? await machineGround(options) : await baseGround(engine, options, options.base);
  if (!ground.ok) return ground;
  const tag = toolkitTag(options.libc, ground.value.version, ground.value.architecture);
  const before = await engine.inspectImage(tag);
  const first = await importToolkit(engine, options, ground.value, tag, null);
  if (!first.ok) return first;
  const runs = await thatRun(engine, first.value.id, first.value.own);
  const done =
    runs.size === first.value.own.length ? first : await importToolkit(engine, options, ground.value, tag, runs);
  if (!done.ok) return done;
  for (const old of [before.ok ? before.value.id : null, first.value.id]) {
    if (old !== null && old !== done.value.id) await engine.removeImage(old);
  }
  const image = await engine.inspectImage(done.value.id);
  const toolkit = image.ok ? toolkitOf(image.value) : null;
  if (toolkit === null) return failed(`${tag} was made, and the engine does not show it`);
  return { ok: true, value: { toolkit, missing: done.value.missing } };
}

async function machineGround(options: BuildOptions): Promise<Answer<Ground>> {
  const architecture = options.machineArchitecture;
  if (options.architecture !== null && normalArchitecture(options.architecture) !== architecture) {
    return failed(`this machine is ${architecture}: for ${options.architecture} give an image of it with --base`);
  }
  if (process.platform !== 'linux')
    return failed('this machine has no Linux tools of its own: give an image with --base');
  if (options.libc === 'musl') {
    const musl = await gatherMachineMusl(architecture);
    if (musl === null)
      return failed('this machine has no musl (Debian: musl, musl-tools): install it, or give an image with --base');
    return {
      ok: true,
      value: {
        ...musl,
        architecture,
        pinned: 'this machine',
        baseImage: null,
        entries: [...bareSystem(), ...musl.entries],
      },
    };
  }
  const tools = await gatherMachineTools();
  const libc = tools.entries.find((entry) => entry.path.endsWith('/libc.so.6'));
  const version = libc?.kind === 'file' ? glibcVersion(libc.content) : null;
  if (version === null) return failed('this machine’s own tools are not glibc’s: give an image with --base');
  const { versions, missing } = tools;
  const entries = [...bareSystem(), ...tools.entries];
  return {
    ok: true,
    value: { version, architecture, pinned: 'this machine', entries, versions, missing, baseImage: null },
  };
}

async function baseGround(engine: Engine, options: BuildOptions, ref: string): Promise<Answer<Ground>> {
  const image = await engine.inspectImage(ref);
  if (!image.ok) {
    return {
      ...image,
      reason: `${ref} is not on this engine`,
      toCheckIt: `docker pull ${ref}, then again; nothing is pulled unasked`,
    };
  }
  const contents = openImage(engine, image.value, createImageCache(null));
  try {
    const [libc, architecture] = [await contents.libc(), normalArchitecture(await contents.architecture())];
    if (libc.family !== options.libc || libc.version === null)
      return failed(`${ref} has ${libcText(libc)}, not ${options.libc}`);
    if (options.architecture !== null && normalArchitecture(options.architecture) !== architecture) {
      return failed(`${ref} is ${architecture}, not ${options.architecture}`);
    }
    const versions = await versionsIn(engine, image.value.id);
    const pinned = image.value.digests[0] ?? `${ref}@${image.value.id}`;
    return {
      ok: true,
      value: {
        version: libc.version,
        architecture,
        pinned,
        entries: [],
        versions,
        missing: [],
        baseImage: image.value,
      },
    };
  } finally {
    await contents.close();
  }
}

/** Imports ground and own programs under a tag. `only`: the programs of ours that were found to run. */
async function importToolkit(
  engine: Engine,
  options: BuildOptions,
  ground: Ground,
  tag: string,
  only: ReadonlySet<string> | null,
): Promise<Answer<{ id: string; own: readonly string[]; missing: readonly string[] }>> {
  const native = ground.architecture === options.machineArchitecture;
  const own = await ownPrograms(options.libc, ground.architecture, native, only);
  const { version, pinned } = ground;
  const tools = { ...ground.versions, ...own.versions };
  const labels = toolkitLabels({ libc: options.libc, version, base: pinned, tools }, options.operator, new Date());
  const send = async (base: NodeJS.ReadableStream | null): Promise<Answer<string>> =>
    engine.importImage(toolkitTar([...ground.entries, ...own.entries], base), {
      tag,
      labels,
      command: ['sh'],
      env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      platform: native ? undefined : `linux/${ground.architecture}`,
    });
  options.say(`making ${tag}`);
  const id = ground.baseImage === null ? await send(null) : await withExport(engine, ground.baseImage, send);
  if (!id.ok) return id;
  const missing = [...ground.missing, ...own.missing];
  return { ok: true, value: { id: id.value, own: Object.keys(own.versions), missing } };
}

/** An image's file system, from a created container of ours. */
async function withExport(
  engine: Engine,
  image: ImageDetails,
  use: (tar: NodeJS.ReadableStream) => Promise<Answer<string>>,
): Promise<Answer<string>> {
  const created = await engine.createOwn(probeOf(image.id, ['/walkdown-reads-files-only']));
  if (!created.ok) return created;
  try {
    const tar = await engine.exportOwn(created.value);
    return tar.ok ? await use(tar.value) : tar;
  } finally {
    await engine.removeOwn(created.value);
  }
}

const LIMITS = { timeoutMs: 10_000, keepBytes: 64 * 1024 };

/** Which of our programs start in the image. */
async function thatRun(engine: Engine, imageId: string, programs: readonly string[]): Promise<Set<string>> {
  const runs = new Set<string>();
  for (const program of programs) {
    const result = await engine.runOwn(probeOf(imageId, [`${OWN_DIRECTORY}/${program}`, '--version']), LIMITS);
    if (result.ok && result.value.exitCode === 0 && result.value.stdout.startsWith(program)) runs.add(program);
  }
  return runs;
}

/** Tool and how it tells its version; each on a line of its own behind its name. */
const VERSION_SCRIPT = `
for t in "openssl version" "curl --version" "dig -v" "strace --version" "tcpdump --version" "readelf --version" "ip -V" "busybox --help" "python3 --version" "bash --version"; do
  p=\${t%% *}; command -v "$p" >/dev/null && echo "= $p $($t 2>&1 | head -n 1)"
done; :`;

/** What a base has of the tools that a walk may want. */
async function versionsIn(engine: Engine, imageId: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const started = await engine.startOwn(probeOf(imageId, KEEPERS[0]?.argv(60) ?? ['sleep', '60']));
  if (!started.ok) return versions;
  try {
    const said = await engine.execOwn(started.value, { argv: ['sh', '-c', VERSION_SCRIPT] }, LIMITS);
    for (const line of said.ok ? said.value.stdout.split('\n') : []) {
      const [mark, name, ...rest] = line.split(' ');
      if (mark === '=' && name) versions[name] = firstVersion(rest.join(' '));
    }
    return versions;
  } finally {
    await engine.removeOwn(started.value);
  }
}

function probeOf(imageId: string, argv: readonly string[]): OwnContainerSpec {
  return { role: 'probe', imageId, argv, env: [], user: NOBODY, capabilities: [], labels: {}, tmp: true, stdin: false };
}

function failed(reason: string): Unavailable {
  return { ok: false, kind: 'failed', reason, toCheckIt: 'walkdown toolkit build --help' };
}
