import type { Answer, Engine, ImageDetails } from '../engine/engine.ts';
import { isElf, parseElf } from '../target/elf.ts';
import { createTargetFiles } from '../target/files.ts';
import { detectLibc } from '../target/libc.ts';
import { loaderCandidates, loaderFamily } from '../target/loaders.ts';
import type { TargetFiles } from '../target/reader.ts';
import type { ImageCache, ImageContent, Program } from './image-cache.ts';
import type { LibcOf } from './match.ts';

/** Enough of a program for its ELF header, program headers and interpreter, and for a script's first line. */
const HEAD_BYTES = 8192;
const MOST_SEGMENTS = 64;
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MOST_DIRECTORIES = 16;

/** Reads of an image's files. */
type ImageFiles = Pick<TargetFiles, 'read' | 'stat'>;

/** What an image has, read from its bytes; nothing of it is run. */
export interface ImageContents {
  readonly image: ImageDetails;
  libc(): Promise<LibcOf>;
  /** amd64, arm64, …: of its loader or shell, else what its configuration says. */
  architecture(): Promise<string>;
  /** A program by absolute path, or by name as the engine would find it in the image's PATH; null: not there. */
  find(name: string): Promise<Program | null>;
  /** Whether a file is there and has any content. */
  has(path: string): Promise<boolean>;
  readonly files: ImageFiles;
  /** What starts its tools (a path, or busybox's and the applet), as a running container of it said; null: not there. */
  readonly tools: Map<string, string | null>;
  /** Whether it could be kept when it was last started; true until shown otherwise. */
  keeps: boolean;
  close(): Promise<void>;
}

/** What is known of an image beforehand: the target's own was identified already. */
type Known = Pick<ImageContent, 'libc' | 'architecture'>;

/**
 * Opens an image for reading. A container of ours is created from it at first need, never started, and removed by
 * `close()`; what the cache knows needs none. `shared`: somebody else's reads of the same image, closed by them.
 */
export function openImage(
  engine: Engine,
  image: ImageDetails,
  cache: ImageCache,
  of: { readonly known?: Known; readonly shared?: ImageFiles } = {},
): ImageContents {
  const own = createTargetFiles(engine, null, image);
  const files: ImageFiles = of.shared ?? own;
  const known = cache.get(image.id);
  const before = of.known ?? known;
  let basics: Promise<Known> | null = before ? Promise.resolve(before) : null;
  const programs = new Map<string, Promise<Program | null>>(
    Object.entries(known?.programs ?? {}).map(([name, program]) => [name, Promise.resolve(program)]),
  );
  const tools = new Map(Object.entries(known?.tools ?? {}));
  const read = () => {
    basics ??= readBasics(own, image);
    return basics;
  };
  const remember = async (): Promise<void> => {
    if (basics === null) return;
    const { libc, architecture } = await basics;
    const found: Record<string, Program | null> = {};
    for (const [name, program] of programs) found[name] = await program.catch(() => null);
    cache.put(image.id, { libc, architecture, programs: found, tools: Object.fromEntries(tools), keeps: opened.keeps });
  };
  const opened: ImageContents = {
    image,
    files,
    tools,
    keeps: known?.keeps ?? true,
    libc: async () => (await read()).libc,
    architecture: async () => (await read()).architecture,
    find(name) {
      const before = programs.get(name);
      if (before) return before;
      const search = findProgram(files, name.startsWith('/') ? [name] : searchPath(image).map((at) => `${at}/${name}`));
      programs.set(name, search);
      // An engine that failed has not said that the program is missing.
      search.catch(() => programs.delete(name));
      return search;
    },
    async has(path) {
      const before = tools.get(path);
      if (before !== undefined) return before !== null;
      const stat = await files.stat(path);
      if (!stat.ok && stat.kind !== 'missing') throw new Error(stat.reason);
      const there = stat.ok && stat.value.sizeBytes > 0;
      tools.set(path, there ? path : null);
      return there;
    },
    async close() {
      await remember().catch(() => undefined);
      await own.close();
    },
  };
  return opened;
}

async function readBasics(files: TargetFiles, image: ImageDetails): Promise<Known> {
  const findings = await detectLibc(files, { binary: null, architecture: image.architecture });
  const shell = await headOf(files, '/bin/sh');
  const elf = shell.ok ? parseElf(shell.value) : null;
  const architecture = elf?.architecture ?? findings.loaders[0]?.architecture ?? image.architecture;
  const { family, version } = findings.imageLibc;
  // No loader at all: whatever runs in there brings its own libc.
  return { libc: { family: findings.loaders.length === 0 ? ('static' as const) : family, version }, architecture };
}

async function headOf(files: ImageFiles, path: string): Promise<Answer<Buffer>> {
  const head = await files.read(path, HEAD_BYTES);
  return head.ok ? { ok: true, value: head.value.bytes } : head;
}

/** The directories in which an engine looks for a program, in its order. */
function searchPath(image: ImageDetails): string[] {
  const path = image.env.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) || USUAL_PATH;
  const directories = path.split(':').filter((directory) => directory.startsWith('/'));
  return [...new Set(directories.map((directory) => directory.replace(/\/+$/, '')))].slice(0, MOST_DIRECTORIES);
}

/** One question a directory first: reading a file asks for every part of its path. */
async function findProgram(files: ImageFiles, paths: readonly string[]): Promise<Program | null> {
  const stats = await Promise.all(paths.map((path) => files.stat(path)));
  for (const [index, stat] of stats.entries()) {
    if (!stat.ok && stat.kind !== 'missing') throw new Error(stat.reason);
    if (!stat.ok || stat.value.kind === 'directory') continue;
    const path = paths[index] ?? '';
    const read = await files.read(path, HEAD_BYTES);
    if (!read.ok) {
      if (read.kind !== 'missing') throw new Error(read.reason);
      continue;
    }
    if ((read.value.stat.mode & 0o111) !== 0) return { path, real: read.value.path, ...startedBy(read.value.bytes) };
  }
  return null;
}

/** What the kernel would start for a file. */
export function startedBy(head: Buffer): Pick<Program, 'kind' | 'interpreter'> {
  if (isElf(head)) {
    const elf = parseElf(head);
    // "Static" must be seen, not concluded from a header that hides its loader further back.
    const hidden = elf?.interpreter === null && !elf.linkage.startsWith('static');
    if (elf === null || hidden || segmentCount(head) > MOST_SEGMENTS) return { kind: 'other', interpreter: null };
    return { kind: 'elf', interpreter: elf.interpreter };
  }
  if (head.subarray(0, 2).toString('latin1') !== '#!') return { kind: 'other', interpreter: null };
  const line = head.subarray(2, 258).toString('latin1').split('\n')[0] ?? '';
  return { kind: 'script', interpreter: line.trim().split(/[ \t]/)[0] || null };
}

/** e_phnum. Compilers write about a dozen. */
function segmentCount(head: Buffer): number {
  const at = head[4] === 2 ? 56 : 44;
  if (head.length < at + 2) return Number.POSITIVE_INFINITY;
  return head[5] === 2 ? head.readUInt16BE(at) : head.readUInt16LE(at);
}

/** Whether an interpreter is a libc's loader at the path where every image has it. */
export function isWellKnownLoader(path: string, architecture: string): boolean {
  return loaderCandidates(architecture).includes(path);
}

/**
 * How a program of an image that is not ours is started so that no loader but the libc's own can run: by naming that
 * loader. Null for a script, whose commands cannot be vouched for, and for a program that asks for another loader.
 */
export function throughLoader(program: Program, architecture: string): string[] | null {
  if (program.kind !== 'elf') return null;
  if (program.interpreter === null) return [program.path];
  return isWellKnownLoader(program.interpreter, architecture) ? [program.interpreter, program.path] : null;
}

/** Programs that the engine adapter may start in a kept container to end a command. */
const ENDS_COMMANDS = ['sh', '/usr/bin/timeout'];

/** Whether commands may be started one after the other in a kept container of an image that is not ours. */
export async function mayBeKept(contents: ImageContents): Promise<boolean> {
  const architecture = await contents.architecture();
  const programs = await Promise.all(ENDS_COMMANDS.map((name) => contents.find(name)));
  return programs.every((program) => program === null || throughLoader(program, architecture) !== null);
}

/** Whether a program's look-ups are its image's libc's: it is started by that libc's loader, not static. */
export function usesLibcOf(program: Program, libc: LibcOf): boolean {
  return program.kind === 'elf' && program.interpreter !== null && loaderFamily(program.interpreter) === libc.family;
}
