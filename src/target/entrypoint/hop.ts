import { posix } from 'node:path';
import type { FileRead } from '../../engine/engine.ts';
import { architectureFit } from '../elf/machine.ts';
import { isElf, parseElf, programLinkage } from '../elf.ts';
import { loaderFamily } from '../loaders.ts';
import type { TargetFiles } from '../reader.ts';
import type { LibcFamily } from '../target.ts';
import type { Cover } from './mounts.ts';
import { absolute } from './paths.ts';
import { hasBom, hasCrlfBody, parseShebang, type Shebang } from './shebang.ts';
import { mayExecute, mayRead, type RunningUser } from './user.ts';

/** What a file turned out to be. `unreadable`: it could not be looked at through the engine (a tmpfs, a refusal). */
export type FileKind =
  | 'elf'
  | 'script'
  | 'text'
  | 'empty'
  | 'directory'
  | 'missing'
  | 'dangling-symlink'
  | 'other'
  | 'unreadable';

/** The loader that a program asks for, as far as the target has it. */
export interface WantedLoader {
  readonly path: string;
  /** Null: it could not be looked at. */
  readonly exists: boolean | null;
  /** By its name. */
  readonly family: LibcFamily;
  readonly architecture: string | null;
  /** `foreign`: it is there, for another architecture than the program that asks for it. */
  readonly fit: 'same' | 'compatible' | 'foreign' | null;
}

/** One file looked at, as the kernel would meet it. */
export interface LookedAt {
  /** Absolute, as it was looked up. */
  readonly path: string;
  /** After symlinks; the same as `path` when there is no file. */
  readonly realPath: string;
  readonly kind: FileKind;
  /** Why it could not be looked at, or where a dangling symlink points. */
  readonly note: string;
  readonly sizeBytes: number;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  /** By mode and user; null when unknown. */
  readonly executable: boolean | null;
  readonly readable: boolean | null;
  readonly shebang: Shebang | null;
  readonly bom: boolean;
  /** Windows line ends after the first line. */
  readonly crlfBody: boolean;
  readonly elf: {
    readonly architecture: string;
    readonly linkage: string;
    readonly interpreter: string | null;
    readonly go: { readonly version: string | null; readonly cgo: string | null; readonly tags: string } | null;
  } | null;
  readonly architectureFit: 'same' | 'compatible' | 'foreign' | null;
  readonly loader: WantedLoader | null;
  readonly cover: Cover | null;
  /** The first bytes, for who wants to read a script. */
  readonly head: Buffer;
}

const HEAD_BYTES = 4096;
const SCRIPT_BYTES = 64 * 1024;
/** How far a program's headers are followed when they do not stand at its beginning (patchelf moves them). */
const FAR_HEADERS = 16 * 1024 * 1024;

export interface LookContext {
  readonly files: TargetFiles;
  readonly user: RunningUser;
  readonly engineArchitecture: string;
  readonly coverOf: (path: string) => Cover | null;
}

/** Looks at one path the way execve would: through symlinks, by its first bytes. */
export async function lookAt(context: LookContext, path: string): Promise<LookedAt> {
  const cover = context.coverOf(path);
  if (cover?.unreadable) {
    const note = `it lies in the ${cover.type} mounted at ${cover.destination}, whose content the engine does not show`;
    return nothing(path, 'unreadable', note, cover);
  }
  const read = await context.files.read(path, HEAD_BYTES);
  if (read.ok) return describe(context, path, read.value, cover);
  const stat = await context.files.stat(path);
  if (stat.ok) {
    if (stat.value.kind === 'directory') return nothing(path, 'directory', '', cover, stat.value.mode);
    if (stat.value.kind === 'symlink') return endOfLink(context, path, stat.value.linkTarget, cover);
    if (stat.value.kind === 'other') return nothing(path, 'other', '', cover, stat.value.mode);
  }
  if (read.kind === 'missing') return nothing(path, 'missing', '', cover);
  return nothing(path, 'unreadable', read.reason, cover);
}

/** What stands at the end of a symlink that leads to no file. */
async function endOfLink(context: LookContext, path: string, target: string, cover: Cover | null): Promise<LookedAt> {
  let at = path;
  let next = target;
  for (let i = 0; i < 8; i += 1) {
    at = absolute(next, posix.dirname(at));
    const stat = await context.files.stat(at);
    if (stat.ok && stat.value.kind === 'directory') return nothing(path, 'directory', '', cover, stat.value.mode);
    if (!stat.ok || stat.value.kind !== 'symlink') break;
    next = stat.value.linkTarget;
  }
  return nothing(path, 'dangling-symlink', at, cover);
}

function nothing(
  path: string,
  kind: FileKind,
  note: string,
  cover: Cover | null,
  mode: number | null = null,
): LookedAt {
  return {
    path,
    realPath: path,
    kind,
    note,
    sizeBytes: 0,
    mode,
    uid: null,
    gid: null,
    executable: null,
    readable: null,
    shebang: null,
    bom: false,
    crlfBody: false,
    elf: null,
    architectureFit: null,
    loader: null,
    cover,
    head: Buffer.alloc(0),
  };
}

async function describe(context: LookContext, path: string, first: FileRead, cover: Cover | null): Promise<LookedAt> {
  const { user } = context;
  const file = first.stat.kind === 'file' ? await wholeHead(context.files, path, first) : first;
  const owner = { mode: file.stat.mode, uid: file.uid, gid: file.gid };
  const base = {
    ...nothing(path, kindOf(file), '', cover, file.stat.mode),
    realPath: file.path,
    sizeBytes: file.stat.sizeBytes,
    uid: file.uid,
    gid: file.gid,
    executable: mayExecute(owner, user),
    readable: mayRead(owner, user),
    head: file.bytes,
  };
  if (base.kind === 'elf') return { ...base, ...(await describeElf(context, file)) };
  const shebang = parseShebang(file.bytes);
  return { ...base, shebang, bom: hasBom(file.bytes), crlfBody: shebang !== null && hasCrlfBody(file.bytes) };
}

/** More of the file where its beginning does not tell enough: a script's text, headers that stand further back. */
async function wholeHead(files: TargetFiles, path: string, first: FileRead): Promise<FileRead> {
  if (!first.truncated) return first;
  let wants = SCRIPT_BYTES;
  if (isElf(first.bytes)) {
    const elf = parseElf(first.bytes, { fileSize: first.stat.sizeBytes });
    const told = elf === null || elf.interpreter !== null || (elf.linkage !== 'unknown' && elf.linkage !== 'dynamic');
    // A position-independent program without loader: the end of its file would only confirm that it is static.
    if (told || (elf.type === 'shared-object' && elf.linkage === 'unknown' && elf.missing.length === 1)) return first;
    wants = Math.min(elf.wantsBytes, FAR_HEADERS);
  } else if (parseShebang(first.bytes) === null) return first;
  const more = await files.read(path, wants);
  return more.ok ? more.value : first;
}

function kindOf(file: FileRead): FileKind {
  if (file.stat.kind === 'directory') return 'directory';
  if (file.stat.kind !== 'file') return 'other';
  if (file.stat.sizeBytes === 0) return 'empty';
  if (isElf(file.bytes)) return 'elf';
  // A byte order mark hides the `#!` from the kernel: to it, this is no script.
  return parseShebang(file.bytes) !== null && !hasBom(file.bytes) ? 'script' : 'text';
}

async function describeElf(
  context: LookContext,
  file: FileRead,
): Promise<Pick<LookedAt, 'elf' | 'architectureFit' | 'loader'>> {
  const elf = parseElf(file.bytes, { fileSize: file.stat.sizeBytes });
  if (elf === null) return { elf: null, architectureFit: null, loader: null };
  const linkage = programLinkage(elf);
  const go = elf.go && {
    version: elf.go.version,
    cgo: elf.go.settings.CGO_ENABLED ?? null,
    tags: elf.go.settings['-tags'] ?? '',
  };
  return {
    elf: { architecture: elf.architecture, linkage, interpreter: elf.interpreter, go },
    architectureFit: architectureFit(elf.architecture, context.engineArchitecture),
    loader: elf.interpreter === null ? null : await wantedLoader(context, elf.interpreter, elf.architecture),
  };
}

async function wantedLoader(context: LookContext, path: string, architecture: string): Promise<WantedLoader> {
  const read = await context.files.read(path, HEAD_BYTES);
  const elf = read.ok ? parseElf(read.value.bytes, { fileSize: read.value.stat.sizeBytes }) : null;
  return {
    path,
    exists: read.ok ? read.value.stat.kind === 'file' : read.kind === 'missing' ? false : null,
    family: loaderFamily(path),
    architecture: elf?.architecture ?? null,
    fit: elf === null ? null : architectureFit(elf.architecture, architecture),
  };
}
