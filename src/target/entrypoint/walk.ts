import type { ContainerDetails, ImageDetails } from '../../engine/engine.ts';
import { wasStarted } from '../files.ts';
import type { TargetFiles } from '../reader.ts';
import type { LibcFamily } from '../target.ts';
import { type LookContext, type LookedAt, lookAt } from './hop.ts';
import { type Cover, coverOf } from './mounts.ts';
import { absolute } from './paths.ts';
import { type EntrypointProblem, problemOf } from './problem.ts';
import { classifyStartError } from './start-error.ts';
import type { RunningUser } from './user.ts';
import { baseName, handsOn, lastExec, scriptArgument, type Unwrapped, unwrap } from './wrappers.ts';

/** One file on the way from the command line to what really runs. */
export interface Hop extends LookedAt {
  /** `script`: a file that an interpreter is told to read. */
  readonly role: 'entrypoint' | 'interpreter' | 'program' | 'script';
  /** As written. */
  readonly name: string;
  /** In words: how it was come by. */
  readonly how: string;
  /** It is started exactly so; false where it was read out of a script's text. */
  readonly certain: boolean;
  /** Directories searched for a name without a slash. */
  readonly searched: readonly string[];
  /** Where a file of that name is instead. */
  readonly foundElsewhere: readonly string[];
  readonly hiddenByMount: boolean;
  /** A first command after which the shell goes on to another (`migrate && exec server`). */
  readonly passing: boolean;
  readonly problem: EntrypointProblem;
  readonly problemText: string;
}

export interface EntrypointInput {
  readonly files: TargetFiles;
  readonly container: ContainerDetails | null;
  readonly image: ImageDetails;
  readonly engineArchitecture: string;
  /** The image's own libc, or what is known of it so far. */
  readonly imageLibc: LibcFamily;
}

const MOST_HOPS = 12;
/** Where programs are put that a wrong working directory does not find. */
const USUAL_PLACES = [
  '/',
  '/app',
  '/usr/src/app',
  '/srv',
  '/opt',
  '/opt/app',
  '/code',
  '/workspace',
  '/home/app',
  '/usr/local/bin',
];

/** One way from a command line to what really runs, hop by hop. */
export class EntrypointWalk {
  readonly hops: Hop[] = [];
  readonly context: LookContext;
  workingDirDoubtful = false;
  readonly #input: EntrypointInput;
  readonly #path: readonly string[];
  /** The engine itself said that there is no such file. */
  readonly #engineMissedIt: boolean;
  #workingDir: string;

  constructor(input: EntrypointInput, user: RunningUser, path: readonly string[], workingDir: string) {
    this.#input = input;
    this.#path = path;
    this.#workingDir = workingDir;
    const error = classifyStartError(input.container?.error ?? '');
    this.#engineMissedIt = error === 'stat-not-found' || error === 'not-in-path';
    const neverStarted = input.container !== null && !wasStarted(input.container);
    const cover = (at: string): Cover | null => coverOf(at, input.container, neverStarted);
    this.context = { files: input.files, user, engineArchitecture: input.engineArchitecture, coverOf: cover };
  }

  /** Looks at the program of a command line, its shebangs, and at what it starts in turn. */
  async follow(argv: readonly string[], role: Hop['role'], how: string, certain: boolean): Promise<void> {
    const [name] = argv;
    if (name === undefined || name === '' || this.hops.length >= MOST_HOPS) return;
    const hop = await this.#look(name, role, how, certain, null);
    if (hop.problem !== '' || hop.kind === 'unreadable') return;
    if (hop.kind !== 'script') return this.#beyond(argv, certain);
    const words = await this.#interpreters(hop, certain);
    if (words === null || this.hops.at(-1)?.problem !== '') return;
    await this.#beyondScript(hop, argv, certain);
  }

  /** The programs that a script's first line asks for, one after the other. Null: one of them is no program. */
  async #interpreters(script: Hop, certain: boolean): Promise<readonly string[] | null> {
    let from: Hop = script;
    for (let i = 0; i < 5 && from.shebang; i += 1) {
      const { interpreter, env } = from.shebang;
      const direct = await this.#look(interpreter, 'interpreter', `first line of ${from.path}`, certain, from);
      if (direct.problem !== '') return null;
      let next = direct;
      if (env) {
        next = await this.#look(env.program, 'interpreter', `env in the first line of ${from.path}`, certain, from);
        if (next.problem !== '') return null;
      }
      if (next.kind !== 'script') return from.shebang.words;
      from = next;
    }
    return null;
  }

  /** What a program that is known to start another one starts. */
  async #beyond(argv: readonly string[], certain: boolean): Promise<void> {
    const further = unwrap(argv);
    if (further) return this.#start(further, certain);
    const script = scriptArgument(argv);
    if (script !== null)
      await this.#look(script, 'script', `file that ${baseName(argv[0] ?? '')} reads`, certain, null);
  }

  /** A shell's `cd`: where it leads nowhere, that is what is wrong with what is named from there. */
  async #changeTo(directory: string | undefined): Promise<void> {
    if (directory === undefined) return;
    this.#workingDir = absolute(directory, this.#workingDir);
    const { kind } = await lookAt(this.context, this.#workingDir);
    if (kind === 'missing' || kind === 'dangling-symlink') this.workingDirDoubtful = true;
  }

  async #start(further: Unwrapped, certain: boolean): Promise<void> {
    await this.#changeTo(further.directory);
    const before = this.hops.length;
    await this.follow(further.argv, 'program', further.how, certain && further.certain);
    if (further.afterwards) {
      for (let i = before; i < this.hops.length; i += 1) this.hops[i] = { ...(this.hops[i] as Hop), passing: true };
      await this.#changeTo(further.afterwards.directory);
      await this.follow(further.afterwards.argv, 'program', further.afterwards.how, false);
    }
  }

  /** A script that hands on to its arguments starts them; of any other, the last plain `exec` is the best guess. */
  async #beyondScript(script: Hop, argv: readonly string[], certain: boolean): Promise<void> {
    const text = script.head.toString('utf8');
    const rest = argv.slice(1);
    const [first] = rest;
    if (handsOn(text) && first !== undefined && !first.startsWith('-')) {
      const further = { argv: rest, how: `handed on by ${script.path}`, certain: false };
      return this.#start(further, certain);
    }
    const last = lastExec(text);
    if (last) await this.#start(last, certain);
  }

  async #look(name: string, role: Hop['role'], how: string, certain: boolean, named: Hop | null): Promise<Hop> {
    const found = await this.#find(name, role);
    const { file, searched } = found;
    const gone = file.kind === 'missing' || file.kind === 'unreadable';
    const hidden = gone && file.cover !== null && (await this.#inImage(file.path));
    // A tmpfs is empty when a container starts, and the engine's own word counts where its content cannot be seen.
    const covered = role === 'entrypoint' && file.kind === 'unreadable' && file.cover?.unreadable === true;
    const absent = covered && (file.cover?.type === 'tmpfs' || this.#engineMissedIt);
    const looked: LookedAt = absent ? { ...file, kind: 'missing' } : file;
    const elsewhere = looked.kind === 'missing' && role !== 'interpreter' ? await this.#elsewhere(name, role) : [];
    const verdict = problemOf(looked, {
      role,
      name,
      crlf: named?.shebang?.crlf ?? false,
      named: named?.realPath ?? '',
      workingDir: this.#workingDir,
      workingDirDoubtful: this.workingDirDoubtful,
      foundElsewhere: elsewhere,
      hiddenByMount: hidden,
      imageLibc: this.#input.imageLibc,
      searched,
    });
    const hop: Hop = {
      ...looked,
      role,
      name,
      how: found.how === '' ? how : `${how}, ${found.how}`,
      certain,
      searched,
      foundElsewhere: elsewhere,
      hiddenByMount: hidden,
      passing: false,
      problem: verdict.problem,
      problemText: verdict.text,
    };
    this.hops.push(hop);
    return hop;
  }

  /** A name as the runtime finds it: with a slash from the working directory, without one in PATH. */
  async #find(name: string, role: Hop['role']): Promise<{ file: LookedAt; how: string; searched: string[] }> {
    if (name.startsWith('/')) return { file: await lookAt(this.context, name), how: '', searched: [] };
    if (name.includes('/') || role === 'script') {
      const file = await lookAt(this.context, absolute(name, this.#workingDir));
      return { file, how: `from the working directory ${this.#workingDir}`, searched: [] };
    }
    const searched = [...this.#path];
    const files = await Promise.all(searched.map((directory) => lookAt(this.context, absolute(name, directory))));
    const usable = files.findIndex((file) => isFile(file) && file.executable !== false);
    const any = usable >= 0 ? usable : files.findIndex((file) => isFile(file) || file.kind === 'dangling-symlink');
    const file = files[any] ?? files[0] ?? (await lookAt(this.context, absolute(name, this.#workingDir)));
    return { file, how: any < 0 ? '' : `found in PATH at ${searched[any]}`, searched: any < 0 ? searched : [] };
  }

  async #inImage(path: string): Promise<boolean> {
    const stat = await this.#input.files.image?.stat(path);
    return stat?.ok === true;
  }

  /** Other places where a missing file usually is. */
  async #elsewhere(name: string, role: Hop['role']): Promise<string[]> {
    const places = [this.#input.image.workingDir, ...USUAL_PLACES, ...(role === 'script' ? [] : this.#path)];
    const relative = name.replace(/^\/+/, '');
    const candidates = places.flatMap((place) => [absolute(relative, place), absolute(baseName(name), place)]);
    const own = absolute(name, this.#workingDir);
    const unique = [...new Set(candidates)].filter((path) => path !== own).slice(0, 48);
    const stats = await Promise.all(unique.map((path) => this.context.files.stat(path)));
    return unique.filter((_, i) => {
      const stat = stats[i];
      return stat?.ok && stat.value.kind !== 'directory';
    });
  }
}

function isFile(file: LookedAt): boolean {
  return file.kind === 'elf' || file.kind === 'script' || file.kind === 'text' || file.kind === 'empty';
}
