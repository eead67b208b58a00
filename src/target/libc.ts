import { architectureFit } from './elf/machine.ts';
import { parseElf } from './elf.ts';
import type { LibcBytes } from './libc-bytes.ts';
import { glibcVersion, glibcVersionOfName, identifyLoader, packagedLibc } from './libc-bytes.ts';
import { libraryDirectories, loaderCandidates, loaderFamily } from './loaders.ts';
import type { TargetFiles } from './reader.ts';
import type { Libc, LibcFamily } from './target.ts';

/** A whole loader, or a whole libc.so.6: 0.2 to 2.5 MB. */
const LOADER_BYTES = 4 * 1024 * 1024;
const DATABASE_BYTES = 8 * 1024 * 1024;

/** A loader as it stands in the target's files. */
export interface Loader {
  /** As a binary asks for it. */
  readonly path: string;
  /** After symlinks. */
  readonly realPath: string;
  /** By its bytes, not by its name. */
  readonly family: LibcFamily;
  readonly version: string | null;
  /** Answers to glibc's name, and runs musl (gcompat, libc6-compat). */
  readonly shim: boolean;
  readonly architecture: string | null;
}

/** The program whose libc is asked for, as its headers describe it. */
export interface BinaryInQuestion {
  readonly path: string;
  readonly linkage: string;
  readonly interpreter: string | null;
  readonly go: { readonly version: string | null } | null;
}

export interface LibcFindings {
  /** What the target runs with; `static` for a binary that brings its own. */
  readonly libc: Libc;
  /** The image's own, whatever its binary asks for; family `unknown` when there is none. */
  readonly imageLibc: Libc;
  /** What the binary asks for; null without a binary, or when it asks for none. */
  readonly wanted: { readonly path: string; readonly family: LibcFamily; readonly loader: Loader | null } | null;
  /** Every loader that is there. */
  readonly loaders: readonly Loader[];
  /** Why nothing could be read; then an absent loader says nothing. Null where it could. */
  readonly unreadable: string | null;
}

/** The loader at a path; null when there is no such file. */
async function readLoader(files: TargetFiles, path: string, architecture: string): Promise<Loader | null> {
  const read = await files.read(path, LOADER_BYTES);
  if (!read.ok || read.value.stat.kind !== 'file') return null;
  const bytes = identifyLoader(read.value.bytes);
  const byName = loaderFamily(path);
  const family = bytes.family === 'unknown' ? byName : bytes.family;
  const named = { ...bytes, family, shim: bytes.shim || (byName === 'glibc' && family === 'musl') };
  const elf = parseElf(read.value.bytes, { fileSize: read.value.stat.sizeBytes });
  return {
    path,
    realPath: read.value.path,
    family,
    version: await versionOf(files, named, read.value.path, architecture),
    shim: named.shim,
    architecture: elf?.architecture ?? null,
  };
}

async function versionOf(
  files: TargetFiles,
  loader: LibcBytes,
  path: string,
  architecture: string,
): Promise<string | null> {
  if (loader.version !== null) return loader.version;
  if (loader.family === 'glibc') {
    return (
      glibcVersionOfName(path) ?? (await glibcLibraryVersion(files, architecture)) ?? (await packaged(files, 'glibc'))
    );
  }
  return loader.family === 'musl' && !loader.shim ? packaged(files, 'musl') : null;
}

async function glibcLibraryVersion(files: TargetFiles, architecture: string): Promise<string | null> {
  for (const directory of libraryDirectories(architecture)) {
    const read = await files.read(`${directory}/libc.so.6`, LOADER_BYTES);
    if (!read.ok) continue;
    const version = glibcVersion(read.value.bytes) ?? glibcVersionOfName(read.value.path);
    if (version !== null) return version;
  }
  return null;
}

const DATABASES = [
  { path: '/lib/apk/db/installed', kind: 'apk' },
  { path: '/usr/lib/apk/db/installed', kind: 'apk' },
  { path: '/var/lib/dpkg/status', kind: 'dpkg' },
  { path: '/var/lib/dpkg/status.d/libc6', kind: 'dpkg' },
] as const;

async function packaged(files: TargetFiles, family: LibcFamily): Promise<string | null> {
  for (const { path, kind } of DATABASES) {
    const read = await files.read(path, DATABASE_BYTES);
    const found = read.ok ? packagedLibc(read.value.bytes.toString('utf8'), kind) : null;
    if (found?.family === family) return found.version;
  }
  return null;
}

/** The image's own libc, without regard to any binary. */
export async function imageLibcOf(files: TargetFiles, architecture: string): Promise<Libc> {
  return (await detectLibc(files, { binary: null, architecture })).imageLibc;
}

/**
 * The target's libc, from bytes alone: first from the loader that its binary asks for, as far as that loader is there;
 * else from the loaders that are.
 * `binary` is the file that really runs; null when it could not be found or read.
 */
export async function detectLibc(
  files: TargetFiles,
  input: { readonly binary: BinaryInQuestion | null; readonly architecture: string },
): Promise<LibcFindings> {
  const { binary, architecture } = input;
  const asked = binary?.interpreter ?? null;
  const paths = [...new Set([...(asked === null ? [] : [asked]), ...loaderCandidates(architecture)])];
  const read = await Promise.all(paths.map((path) => readLoader(files, path, architecture)));
  const loaders = unique(read.filter((loader) => loader !== null));
  const unreadable = loaders.length > 0 ? null : await refusal(files, paths);
  const imageLibc = await libcOfImage(files, loaders, architecture, unreadable);
  const found = { libc: imageLibc, imageLibc, wanted: null, loaders, unreadable };
  if (binary === null) return found;
  if (binary.linkage === 'static' || binary.linkage === 'static-pie') {
    const because = `${binary.path} is statically linked (${binary.linkage}): it asks for no loader${goNote(binary)}`;
    return { ...found, libc: { family: 'static', version: null, because } };
  }
  if (asked === null || unreadable !== null) return found;
  const loader = read[0] ?? null;
  const wanted = { path: asked, family: loaderFamily(asked), loader };
  if (loader === null) {
    const there =
      imageLibc.family === 'unknown' ? 'the image has no loader at all' : `the image has ${words(imageLibc)}`;
    const because = `${binary.path} asks for ${asked}${ofFamily(wanted.family)}, which is not there; ${there}`;
    return { ...found, libc: { ...imageLibc, because }, wanted };
  }
  const real = loader.shim ? (loaders.find((one) => one.family === 'musl' && !one.shim) ?? loader) : loader;
  const family = loader.family === 'unknown' ? wanted.family : loader.family;
  const through = loader.shim ? ' (gcompat or libc6-compat: glibc’s name, musl behind it)' : '';
  const because = `${binary.path} asks for ${asked}, which is ${words({ family, version: real.version })}${through}`;
  return { ...found, libc: { family, version: real.version, because }, wanted };
}

/** Why files cannot be read at all; null where they are just not there. */
async function refusal(files: TargetFiles, paths: readonly string[]): Promise<string | null> {
  const reads = await Promise.all(paths.map((path) => files.read(path, LOADER_BYTES)));
  for (const read of reads) if (!read.ok && read.kind !== 'missing') return read.reason;
  return null;
}

function words(libc: Pick<Libc, 'family' | 'version'>): string {
  return libc.version === null ? libc.family : `${libc.family} ${libc.version}`;
}

function ofFamily(family: LibcFamily): string {
  return family === 'unknown' ? '' : ` (${family})`;
}

function goNote(binary: BinaryInQuestion): string {
  return binary.go === null ? '' : `; made by ${binary.go.version ?? 'Go'}`;
}

function unique(loaders: readonly Loader[]): Loader[] {
  const seen = new Set<string>();
  return loaders.filter((loader) => {
    const key = loader.realPath;
    if (seen.has(key) && !loader.shim) return false;
    seen.add(key);
    return true;
  });
}

/** The image's own libc: /bin/sh's loader where several are there, for a second libc is often only a package's. */
async function libcOfImage(
  files: TargetFiles,
  loaders: readonly Loader[],
  architecture: string,
  unreadable: string | null,
): Promise<Libc> {
  const real = loaders.filter((loader) => !loader.shim && loader.family !== 'unknown');
  const fitting = real.filter(
    (loader) => loader.architecture === null || architectureFit(loader.architecture, architecture) === 'same',
  );
  const [only, second] = fitting.length > 0 ? fitting : real;
  if (only === undefined) {
    const because =
      unreadable === null ? 'no loader of any libc is in the image' : `its files cannot be read: ${unreadable}`;
    return { family: 'unknown', version: null, because };
  }
  if (second === undefined || second.family === only.family) {
    return { family: only.family, version: only.version, because: `the image has ${only.path} (${words(only)})` };
  }
  const shell = await files.read('/bin/sh', 8192);
  const interpreter = shell.ok ? (parseElf(shell.value.bytes)?.interpreter ?? null) : null;
  const chosen = real.find((loader) => loader.path === interpreter) ?? only;
  const others = real.filter((loader) => loader !== chosen).map((loader) => `${loader.path} (${words(loader)})`);
  const why = chosen.path === interpreter ? '/bin/sh asks for' : 'the image has';
  return {
    family: chosen.family,
    version: chosen.version,
    because: `${why} ${chosen.path} (${words(chosen)}); ${others.join(', ')} is there as well`,
  };
}
