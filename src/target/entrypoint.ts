import type { ImageDetails } from '../engine/engine.ts';
import { type FileKind, type LookContext, lookAt } from './entrypoint/hop.ts';
import { absolute, parents, searchPath } from './entrypoint/paths.ts';
import type { EntrypointProblem } from './entrypoint/problem.ts';
import { mayExecute, type RunningUser, resolveUser } from './entrypoint/user.ts';
import { type EntrypointInput, EntrypointWalk, type Hop } from './entrypoint/walk.ts';

export interface EntrypointResolution {
  /** ENTRYPOINT and CMD as one command line. */
  readonly commandLine: readonly string[];
  readonly workingDir: string;
  readonly workingDirKind: FileKind;
  /** The image's own WORKDIR, where the container was started with another. */
  readonly workingDirOverridden: string | null;
  readonly user: RunningUser;
  readonly hops: readonly Hop[];
  /** The program file that really runs; empty when it could not be found. */
  readonly binary: string;
  readonly binaryHop: Hop | null;
  /** The first hop that cannot work; null when all can. */
  readonly failing: Hop | null;
  /** Directories on the way, the working directory among them, that its user may not enter; none for root. */
  readonly closedParents: readonly string[];
}

/** The command line a target is started with. */
export function commandLineOf(target: Pick<ImageDetails, 'entrypoint' | 'command'>): string[] {
  return [...target.entrypoint, ...target.command];
}

/**
 * Follows ENTRYPOINT and CMD to the file that really runs: PATH, working directory, symlinks, shebangs, and known
 * wrappers (tini, `sh -c`, scripts that `exec "$@"`). Reads only; nothing is run.
 */
export async function resolveEntrypoint(input: EntrypointInput): Promise<EntrypointResolution> {
  const { walk, user, workingDir } = await walkOf(input);
  const directory = await lookAt(walk.context, workingDir);
  walk.workingDirDoubtful = workingDirIsDoubtful(input, directory.kind);
  const commandLine = commandLineOf(input.container ?? input.image);
  if (commandLine.length > 0) await walk.follow(commandLine, 'entrypoint', 'as configured', true);
  const { hops } = walk;
  const failing =
    hops.find((hop) => hop.problem !== '' && hop.certain) ?? hops.find((hop) => hop.problem !== '') ?? null;
  const binaryHop = failing?.certain ? null : (hops.findLast((hop) => isProgram(hop)) ?? null);
  const failed = failing?.kind === 'elf' ? failing : binaryHop;
  const override = input.container && absolute(input.image.workingDir, '/') !== workingDir;
  return {
    commandLine,
    workingDir,
    workingDirKind: directory.kind,
    workingDirOverridden: override ? absolute(input.image.workingDir, '/') : null,
    user,
    hops,
    binary: failed?.realPath ?? '',
    binaryHop: failed,
    failing,
    closedParents: await closedParents(walk.context, [
      absolute('.entry', workingDir),
      ...hops.map((hop) => hop.realPath),
    ]),
  };
}

/** A way through the target's files, as the user it runs as. */
async function walkOf(input: EntrypointInput) {
  const source = input.container ?? input.image;
  const workingDir = absolute(source.workingDir, '/');
  const text = async (path: string): Promise<string> => {
    const read = await input.files.read(path, 256 * 1024);
    return read.ok ? read.value.bytes.toString('utf8') : '';
  };
  const [passwd, group] = await Promise.all([text('/etc/passwd'), text('/etc/group')]);
  const user = resolveUser(
    source.user,
    { passwd, group },
    {
      dropped: input.container?.capDrop ?? [],
      added: input.container?.capAdd ?? [],
      privileged: input.container?.privileged ?? false,
    },
  );
  return { walk: new EntrypointWalk(input, user, searchPath(source.env, workingDir), workingDir), user, workingDir };
}

/** A program that something else calls, looked at as the kernel would. */
export interface NamedProgram {
  readonly path: string;
  readonly problem: EntrypointProblem;
  readonly text: string;
  readonly missing: boolean;
  /** False where its content could not be read (a memory file system). */
  readonly seen: boolean;
  /** It is an ELF file, or begins as a script does. */
  readonly looksLikeProgram: boolean;
}

/** What is wrong with programs that the target calls by these names; each as far as its own file, interpreter or loader shows. */
export async function programsByName(
  input: EntrypointInput,
  names: readonly string[],
): Promise<Map<string, NamedProgram>> {
  const found = new Map<string, NamedProgram>();
  for (const name of new Set(names)) {
    const { walk } = await walkOf(input);
    await walk.follow([name], 'program', 'named in the log', true);
    const [own] = walk.hops;
    if (!own) continue;
    const failing = walk.hops.find((hop) => hop.problem !== '' && hop.certain);
    found.set(name, {
      path: own.path,
      problem: failing?.problem ?? '',
      text: failing?.problemText ?? '',
      missing: own.kind === 'missing',
      seen: own.kind !== 'unreadable',
      looksLikeProgram: own.kind === 'elf' || own.kind === 'script',
    });
  }
  return found;
}

function isProgram(hop: Hop): boolean {
  return hop.kind === 'elf' && hop.role !== 'script' && !hop.passing;
}

function workingDirIsDoubtful(input: EntrypointInput, kind: FileKind): boolean {
  if (kind !== 'directory' && kind !== 'unreadable') return true;
  return input.container !== null && input.container.workingDir !== input.image.workingDir;
}

async function closedParents(context: LookContext, paths: readonly string[]): Promise<string[]> {
  if (context.user.uid === 0 || context.user.uid === null) return [];
  const directories = [...new Set(paths.flatMap((path) => [...parents(path)]))].slice(0, 40);
  const stats = await Promise.all(directories.map((path) => context.files.stat(path)));
  const narrow = directories.filter((_, i) => {
    const stat = stats[i];
    return stat?.ok && stat.value.kind === 'directory' && (stat.value.mode & 0o001) === 0;
  });
  const open = await Promise.all(narrow.slice(0, 4).map((path) => isOpenTo(context, path)));
  return narrow.filter((_, i) => open[i] !== true);
}

/** Whether a directory of the image is open to this user after all: it is its owner's, or its group's. Only a walk tells whose. */
async function isOpenTo(context: LookContext, path: string): Promise<boolean> {
  let open = false;
  await context.files.walkImage(path, { headBytes: 0, maxEntries: 1 }, (entry) => {
    if (entry.path === path && entry.kind === 'directory') open = mayExecute(entry, context.user) === true;
  });
  return open;
}
