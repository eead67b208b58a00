import { architectureFit } from './elf/machine.ts';
import type { ElfFile } from './elf.ts';
import { libraryDirectories, loaderFamily } from './loaders.ts';
import type { LibcFamily } from './target.ts';
import { compareVersions } from './versions.ts';

/**
 * What the dynamic loader would find for a binary, worked out from the target's own files without running anything.
 * Search order: glibc's ld.so(8), musl's ldso/dynlink.c. Not followed: ld.so.cache (its directories are those of
 * ld.so.conf, which are), audit modules, dlopen.
 */

/** Names that musl's loader claims for itself, whatever stands in the file system (ldso/dynlink.c). */
const MUSL_OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\.(?:so|musl)/;
const MOST_LIBRARIES = 400;
const MOST_NAMED = 24;

export interface LinkFile {
  readonly path: string;
  readonly elf: ElfFile;
  /** Its mode and owner, where they were read. */
  readonly permissions?: { readonly mode: number; readonly uid: number; readonly gid: number };
}

/** Opens a file of the target as ELF; null where there is none or it is none. */
export type OpenLibrary = (path: string) => Promise<LinkFile | null>;

export interface LinkInput {
  readonly binary: LinkFile;
  /** Of the engine; libraries of another are passed over, as glibc does. */
  readonly architecture: string;
  /** LD_LIBRARY_PATH of the target, split. */
  readonly libraryPath: readonly string[];
  /** For a module that a program loads: the program's own loader, and the files whose symbols are there already. */
  readonly host?: { readonly loader: string; readonly providers: readonly LinkFile[] };
  /** Directories that ld.so.conf (glibc) or ld-musl-ARCH.path (musl) name; null: the loader's own defaults. */
  readonly configured: readonly string[] | null;
}

export interface LinkPicture {
  readonly family: LibcFamily;
  readonly libraries: readonly { name: string; path: string; neededBy: string }[];
  readonly missing: readonly { name: string; neededBy: string; foreign: string | null }[];
  /** Symbol versions wanted and not provided by the library that is there. */
  readonly versions: readonly { version: string; library: string; neededBy: string; provided: string | null }[];
  /** Strong symbols that no library defines; only told when every library was read whole. */
  readonly unresolved: readonly { symbol: string; neededBy: string }[];
  readonly symbolsChecked: boolean;
  readonly truncated: boolean;
}

/** Follows the libraries of a binary. Bounded: at most 400 libraries are opened. */
export async function resolveLinks(input: LinkInput, open: OpenLibrary): Promise<LinkPicture> {
  const { binary } = input;
  const loaderPath = input.host?.loader ?? binary.elf.interpreter;
  const family = loaderPath ? loaderFamily(loaderPath) : 'unknown';
  const loaded = new Map<string, LinkFile>();
  const libraries: LinkPicture['libraries'][number][] = [];
  const missing = new Map<string, LinkPicture['missing'][number]>();
  const queue: { name: string; from: LinkFile; chain: LinkFile[] }[] = needsOf(binary, []);
  const loader = loaderPath ? await open(loaderPath) : null;
  while (queue.length > 0 && loaded.size < MOST_LIBRARIES) {
    const next = queue.shift();
    if (!next || loaded.has(next.name) || missing.has(next.name)) continue;
    if (family === 'musl' && MUSL_OWN.test(next.name) && loader) {
      loaded.set(next.name, loader);
      libraries.push({ name: next.name, path: loader.path, neededBy: next.from.path });
      continue;
    }
    const found = await find(next.name, next.from, next.chain, input, family, open);
    if (found.file) {
      loaded.set(next.name, found.file);
      libraries.push({ name: next.name, path: found.file.path, neededBy: next.from.path });
      queue.push(...needsOf(found.file, [...next.chain, next.from]));
    } else {
      missing.set(next.name, { name: next.name, neededBy: next.from.path, foreign: found.foreign });
    }
  }
  const files = [binary, ...new Set(loaded.values())];
  return {
    family,
    libraries,
    missing: [...missing.values()],
    versions: family === 'musl' ? [] : versionTroubles(files, loaded),
    ...symbolTroubles(files, loader, input.host?.providers ?? [], missing.size > 0),
    truncated: queue.length > 0,
  };
}

function needsOf(file: LinkFile, chain: LinkFile[]) {
  return (file.elf.dynamic?.needed ?? []).map((name) => ({ name, from: file, chain }));
}

async function find(
  name: string,
  from: LinkFile,
  chain: readonly LinkFile[],
  input: LinkInput,
  family: LibcFamily,
  open: OpenLibrary,
): Promise<{ file: LinkFile | null; foreign: string | null }> {
  let foreign: string | null = null;
  const candidates = name.includes('/')
    ? [name]
    : directories(from, chain, input, family).map((dir) => `${dir}/${name}`);
  for (const path of new Set(candidates)) {
    const file = await open(path);
    if (!file) continue;
    if (architectureFit(file.elf.architecture, input.architecture) !== 'foreign') return { file, foreign: null };
    foreign ??= `${path} is for ${file.elf.architecture}`;
  }
  return { file: null, foreign };
}

function directories(from: LinkFile, chain: readonly LinkFile[], input: LinkInput, family: LibcFamily): string[] {
  const own = from.elf.dynamic;
  const runpath = (own?.runpath ?? []).map((dir) => expand(dir, from.path));
  const rpaths = [from, ...chain].flatMap((file) =>
    (file.elf.dynamic?.runpath ?? []).length > 0 && family !== 'musl'
      ? []
      : [...(file.elf.dynamic?.rpath ?? []), ...(family === 'musl' ? (file.elf.dynamic?.runpath ?? []) : [])].map(
          (dir) => expand(dir, file.path),
        ),
  );
  const defaults = family === 'musl' ? ['/lib', '/usr/local/lib', '/usr/lib'] : libraryDirectories(input.architecture);
  const configured = family === 'musl' ? (input.configured ?? defaults) : [...(input.configured ?? []), ...defaults];
  return family === 'musl'
    ? [...input.libraryPath, ...rpaths, ...configured]
    : [...rpaths, ...input.libraryPath, ...runpath, ...configured];
}

function expand(dir: string, file: string): string {
  const origin = file.slice(0, Math.max(file.lastIndexOf('/'), 0)) || '/';
  return dir.replace(/\$(?:ORIGIN|\{ORIGIN\})/g, () => origin);
}

function versionTroubles(files: readonly LinkFile[], loaded: ReadonlyMap<string, LinkFile>): LinkPicture['versions'] {
  const troubles: { version: string; library: string; neededBy: string; provided: string | null }[] = [];
  for (const file of files) {
    for (const need of file.elf.versionNeeds) {
      const library = loaded.get(need.library);
      if (!library || library.elf.missing.length > 0 || library.elf.versionsProvided.length === 0) continue;
      for (const version of need.versions) {
        if (library.elf.versionsProvided.includes(version)) continue;
        const provided = library.elf.highestProvided[familyOf(version)] ?? null;
        troubles.push({ version, library: library.path, neededBy: file.path, provided });
      }
    }
  }
  return troubles.sort((a, b) => compareVersions(numberOf(b.version), numberOf(a.version)));
}

/** GLIBC_2.34 is of the family GLIBC. */
function familyOf(version: string): string {
  return version.slice(0, version.lastIndexOf('_')) || version;
}

function numberOf(version: string): string {
  return version.slice(version.lastIndexOf('_') + 1);
}

function symbolTroubles(
  files: readonly LinkFile[],
  loader: LinkFile | null,
  providers: readonly LinkFile[],
  incomplete: boolean,
): Pick<LinkPicture, 'unresolved' | 'symbolsChecked'> {
  const all = [...files, ...providers, ...(loader ? [loader] : [])];
  const whole = all.every(({ elf }) => elf.missing.length === 0 && !elf.symbols.truncated);
  if (incomplete || !whole || !loader) return { unresolved: [], symbolsChecked: false };
  const defined = new Set(all.flatMap(({ elf }) => elf.symbols.defined.map(({ name }) => name)));
  const unresolved: { symbol: string; neededBy: string }[] = [];
  for (const { path, elf } of files) {
    for (const { name, weak } of elf.symbols.undefined) {
      if (weak || defined.has(name) || unresolved.length >= MOST_NAMED) continue;
      if (!unresolved.some((one) => one.symbol === name)) unresolved.push({ symbol: name, neededBy: path });
    }
  }
  return { unresolved, symbolsChecked: true };
}
