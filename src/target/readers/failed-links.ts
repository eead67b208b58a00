import { normalArchitecture } from '../elf/machine.ts';
import { absolute, searchPath } from '../entrypoint/paths.ts';
import type { FailureLine } from '../failure-lines.ts';
import { type LinkFile, type LinkPicture, type OpenLibrary, resolveLinks } from '../linking.ts';
import { loaderFamily } from '../loaders.ts';
import type { ReadContext } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { configuredDirectories, libraryOpener, openHead } from './link-files.ts';
import { programPath } from './program-path.ts';

export interface LinkTrouble {
  /** The file that lacks it. */
  readonly path: string;
  readonly problem:
    | ''
    | 'libc-mismatch'
    | 'missing-shared-library'
    | 'libc-too-old'
    | 'libstdcxx-too-old'
    | 'symbol-mismatch';
  readonly text: string;
}

/** Where a program's plug-ins are looked for, when the log names only what they lack. */
const ROOTS = ['/app', '/usr/src/app', '/srv', '/opt'];
/** The distribution's own directories: too many files, and no plug-ins of an application. */
const SYSTEM = /^(?:|\/|(?:\/usr(?:\/local)?)?(?:\/s?bin|\/lib(?:32|64|exec)?)?)$/;
const MOST_ENTRIES = 100_000;
const MOST_PLUGINS = 60;
const MOST_PLUGIN_BYTES = 24 * 1024 * 1024;
/** The libcs themselves: whose module lacks one of these was built for the other libc. Node's and Python's are another step's. */
const LIBC = /^(?:libc\.so(?:\.6)?|libc\.musl-[\w-]+\.so\.1|ld-(?:linux|musl)[\w.-]*)$/;

/** What a file lacks that the log says it lacks, looked up in the target's own files as the loader does. */
export async function linkTroubleOf(context: ReadContext, failure: FailureLine): Promise<LinkTrouble> {
  const nothing: LinkTrouble = { path: failure.file, problem: '', text: '' };
  if (LIBC.test(failure.lacks)) return (await otherLibc(context, failure)) ?? nothing;
  // Plug-ins are found in the image, and read there: what it holds was read before, and does not change.
  const files = failure.file === '' ? (context.files.image ?? context.files) : context.files;
  const open = libraryOpener(files);
  const host = await hostOf(context, files, open);
  for (const path of failure.file === '' ? await plugins(context) : placesOf(context, failure.file)) {
    const file = await open(path);
    if (!file || (failure.file === '' && !file.elf.dynamic?.needed.includes(failure.lacks))) continue;
    const picture = await pictureOf(context, file, host, open, besideOf(failure));
    const told =
      picture && (troubleIn(picture, file, failure.lacks) ?? (await notDefined(picture, file, failure, open)));
    if (told) return told;
  }
  return nothing;
}

/** A library that asks for the libc which the image does not have, loaded by a program that is no Node or Python module's. */
async function otherLibc(context: ReadContext, failure: FailureLine): Promise<LinkTrouble | null> {
  const modules = context.earlier['native-modules']?.[0]?.facts ?? {};
  const told = [modules.nodeMismatches, modules.pythonMismatches].some(
    (list) => Array.isArray(list) && list.length > 0,
  );
  const own = context.target?.libc.family;
  const wants = /^(?:libc\.so\.6|ld-linux)/.test(failure.lacks) ? 'glibc' : 'musl';
  if (told || (own !== 'glibc' && own !== 'musl') || own === wants) return null;
  const open = libraryOpener(failure.file === '' ? (context.files.image ?? context.files) : context.files);
  for (const path of failure.file === '' ? await plugins(context) : placesOf(context, failure.file)) {
    const file = await open(path);
    if (!file || file.elf.interpreter || !file.elf.dynamic?.needed.includes(failure.lacks)) continue;
    const text = `${file.path} was built for ${wants} (it needs ${failure.lacks}), and the program that loads it runs with ${own}`;
    return { path: file.path, problem: 'libc-mismatch', text };
  }
  return null;
}

/** As named, from the working directory or in PATH. */
function placesOf({ container, image }: ReadContext, name: string): string[] {
  const { workingDir, env } = container ?? image;
  if (name.includes('/')) return [absolute(name, workingDir)];
  return searchPath(env, workingDir).map((directory) => absolute(name, directory));
}

interface Host {
  readonly loader: string;
  readonly providers: readonly LinkFile[];
}

/** The program that loads plug-ins: its loader is theirs, and what it has loaded itself is there already. */
async function hostOf(
  context: ReadContext,
  files: Pick<ReadContext['files'], 'read'>,
  open: OpenLibrary,
): Promise<Host | null> {
  const path = await programPath(context);
  const head = path === '' ? null : await openHead(files, path);
  if (!head?.elf.interpreter) return null;
  const whole = (await open(path)) ?? head;
  const picture = await resolveLinks(await inputOf(context, whole), open);
  const libraries = await Promise.all(picture.libraries.map((one) => open(one.path)));
  return { loader: head.elf.interpreter, providers: [whole, ...libraries.filter((one) => one !== null)] };
}

async function pictureOf(
  context: ReadContext,
  file: LinkFile,
  host: Host | null,
  open: OpenLibrary,
  beside: readonly string[],
): Promise<LinkPicture | null> {
  if (normalArchitecture(file.elf.architecture) !== normalArchitecture(context.engine.info.architecture)) return null;
  const usual = await inputOf(context, file);
  const input = { ...usual, libraryPath: [...beside, ...usual.libraryPath] };
  if (file.elf.interpreter) return resolveLinks(input, open);
  return host && resolveLinks({ ...input, host }, open);
}

/** Where the loader found a library that is too old, by its own words: the path that a script set for it is not seen. */
function besideOf({ line, lacks }: FailureLine): string[] {
  const at = line.indexOf(`: version \`${lacks}'`);
  const library = at < 0 ? undefined : /(\/[^:\s]{1,400})$/.exec(line.slice(0, at))?.[1];
  return library === undefined ? [] : [library.slice(0, library.lastIndexOf('/')) || '/'];
}

async function inputOf(context: ReadContext, binary: LinkFile) {
  const family = binary.elf.interpreter ? loaderFamily(binary.elf.interpreter) : (context.target?.libc.family ?? '');
  const libraryPath = (containerEnv(context).get('LD_LIBRARY_PATH') ?? '')
    .split(':')
    .filter((one) => one.startsWith('/'));
  const configured = await configuredDirectories(context.files, family, binary.elf.architecture);
  return { binary, architecture: binary.elf.architecture, libraryPath, configured };
}

/** Only what the log names counts: of a plug-in, what else it lacks may come from the program that loads it. */
function troubleIn(picture: LinkPicture, file: LinkFile, lacks: string): LinkTrouble | null {
  const missing = picture.missing.find((one) => one.name === lacks);
  if (missing) {
    const text = `${missing.neededBy} needs ${lacks}, which is nowhere that the loader looks`;
    return { path: file.path, problem: 'missing-shared-library', text };
  }
  const version = picture.versions.find((one) => one.version === lacks);
  if (version) {
    const problem = version.version.startsWith('GLIBC_') ? 'libc-too-old' : cxx(version.version);
    const text = `${version.neededBy} needs ${lacks}; ${version.library} goes up to ${version.provided ?? 'an older one'}`;
    return { path: file.path, problem, text };
  }
  const symbol = picture.unresolved.find((one) => one.symbol === lacks);
  if (symbol) {
    const text = `${symbol.neededBy} needs the symbol ${lacks}, which no library here defines`;
    return { path: file.path, problem: 'symbol-mismatch', text };
  }
  return null;
}

/** A symbol that a program looks up in a library by its name (dlsym): neither the library nor what it needs has it. */
async function notDefined(
  picture: LinkPicture,
  file: LinkFile,
  failure: FailureLine,
  open: OpenLibrary,
): Promise<LinkTrouble | null> {
  const symbol = failure.lacks;
  if (!failure.line.includes(`: undefined symbol: ${symbol}`) || !picture.symbolsChecked) return null;
  const all = [file, ...(await Promise.all(picture.libraries.map((one) => open(one.path))))];
  const known = (one: LinkFile | null): boolean =>
    one === null || [...one.elf.symbols.defined, ...one.elf.symbols.undefined].some(({ name }) => name === symbol);
  if (all.some(known)) return null;
  const text = `${file.path} does not define ${symbol}, which the program looks up in it, nor does a library it needs`;
  return { path: file.path, problem: 'symbol-mismatch', text };
}

function cxx(version: string): LinkTrouble['problem'] {
  return /^(?:GLIBCXX|CXXABI)_/.test(version) ? 'libstdcxx-too-old' : 'symbol-mismatch';
}

/** Shared objects beside the program and where applications lie. */
async function plugins(context: ReadContext): Promise<string[]> {
  const binary = await programPath(context);
  const own = binary.slice(0, Math.max(binary.lastIndexOf('/'), 0));
  const above = own.slice(0, Math.max(own.lastIndexOf('/'), 0));
  const workingDir = context.container?.workingDir || context.image.workingDir;
  const roots = [own, /\/s?bin$/.test(own) ? above : '', workingDir, ...ROOTS].filter((root) => !SYSTEM.test(root));
  const distinct = roots.filter(
    (one, i) => !roots.some((other, j) => j < i && (one === other || one.startsWith(`${other}/`))),
  );
  const found: string[] = [];
  for (const root of distinct) {
    await context.files.walkImage(root, { headBytes: 0, maxEntries: MOST_ENTRIES }, (entry) => {
      const plugin = /\.(?:so(?:\.[\d.]{1,20})?|node)$/.test(entry.path) && entry.sizeBytes <= MOST_PLUGIN_BYTES;
      if (entry.kind === 'file' && plugin && found.length < MOST_PLUGINS) found.push(entry.path);
    });
  }
  return found;
}
