import type { Facts } from '../session/evidence.ts';
import { entrypointFacts } from './entrypoint-facts.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

/** Programs that run other people's code: their absence is a runtime that is missing. */
const RUNTIMES =
  /^(?:node|nodejs|npm|npx|yarn|pnpm|bun|deno|python[\d.]*|pip[\d.]*|gunicorn|uvicorn|java|ruby|bundle|perl|php|php-fpm|dotnet|erl|elixir|mix|Rscript|lua|julia|mono)$/;

/** A runtime or shell was refused the start without a word about the mode: the mount forbids it. */
const MOUNTED = new Set(['bind', 'volume']);

/** Facts of the reader `entrypoint`: what is started, and why that cannot work. */
export const entrypoint: Extractor = {
  id: 'entrypoint',
  about: 'The way from ENTRYPOINT and CMD to the file that really runs, and what is wrong on it.',
  facts: entrypointFacts,
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const hops = rows(data.hops);
    const works = startWorks(data);
    const failing = works ? null : believed(hops[number(data.failing) ?? -1] ?? null, data);
    const refused = works || failing !== null ? null : refusedByMount(hops, data);
    const closed = works || failing !== null ? [] : closedTo(hops, data);
    const subject = refused ?? subjectOf(hops, failing, closed);
    return {
      ...general(data, hops, closed),
      problem: refused ? 'noexec-mount' : text(failing?.problem),
      problemText: refused ? `${text(refused.path)} was refused, and ${refusal(refused)}` : text(failing?.problemText),
      certain: (failing ?? refused)?.certain !== false,
      ...(subject
        ? ofSubject(subject, failing, works, closed)
        : { kind: hops.length === 0 ? 'none' : 'unknown', path: '', ...NOTHING }),
      ...firstScript(hops),
      ...ofInterpreter(subject, failing),
      ...ofLoader(subject, failing, data),
      ...ofMount(subject, failing, refused),
      // What lay on the mount may be gone with it; that it was there is what the refusal says.
      ...(refused && text(refused.kind) === 'missing' ? { kind: 'unreadable' } : {}),
    };
  },
};

/** It runs, and never had to be restarted: whatever its files look like now, the start works. */
function startWorks(data: Row): boolean {
  const state = text(data.state);
  return (state === 'running' || state === 'paused') && number(data.restartCount) === 0;
}

/** The words of a failed start that go with a problem. */
const AGREES: Readonly<Record<string, readonly string[]>> = {
  'not-executable': ['permission'],
  'noexec-mount': ['permission'],
  'wrong-architecture': ['format'],
  'unrecognised-format': ['format'],
};
const NOT_FOUND = ['not-in-path', 'stat-not-found', 'exec-not-found', 'shell-not-found'];

/** What was only read out of a script counts when the runtime's or shell's own words say that it failed just so. */
function believed(hop: Row | null, data: Row): Row | null {
  if (hop === null || hop.certain === true || text(data.state) === 'image') return hop;
  const problem = text(hop.problem);
  const words = (Object.hasOwn(AGREES, problem) ? AGREES[problem] : undefined) ?? NOT_FOUND;
  return words.includes(startErrorOf(data)) ? hop : null;
}

function startErrorOf(data: Row): string {
  return isRow(data.startError) ? text(data.startError.kind) : '';
}

/**
 * A file on a mount that was refused though nothing of its own explains it: the mount forbids execution. The engine does
 * not tell the options of volumes. For a file named in the refusal, it need not be readable any more.
 */
function refusedByMount(hops: readonly Row[], data: Row): Row | null {
  if (startErrorOf(data) !== 'permission' || texts(data.closedParents).length > 0) return null;
  const said = isRow(data.startError) ? text(data.startError.words) : '';
  const refused = hops.findLast((hop) => said.includes(text(hop.path)) && text(hop.path).length > 1);
  const cover = isRow(refused?.cover) ? refused.cover : null;
  if (!refused || cover === null || !MOUNTED.has(text(cover.type))) return null;
  const kind = text(refused.kind);
  const plain =
    kind === 'elf' || kind === 'script' ? refused.executable === true : kind === 'missing' || kind === 'unreadable';
  return plain ? refused : null;
}

/** The file that the facts are about: the failing one; of a missing interpreter, the script that asks for it. */
function subjectOf(hops: readonly Row[], failing: Row | null, closed: readonly string[]): Row | null {
  if (failing === null)
    return (
      closedHop(hops, closed) ??
      hops.findLast((hop) => text(hop.kind) === 'elf' && hop.role !== 'script' && hop.passing !== true) ??
      hops[0] ??
      null
    );
  if (text(failing.role) !== 'interpreter' || isRow(failing.elf) || failing.executable === false) return failing;
  return hops.slice(0, hops.indexOf(failing)).findLast((hop) => text(hop.kind) === 'script') ?? failing;
}

function general(data: Row, hops: readonly Row[], closed: readonly string[]): Facts {
  const user = isRow(data.user) ? data.user : {};
  const error = isRow(data.startError) ? data.startError : {};
  const command = texts(data.commandLine);
  const kind = text(data.workingDirKind);
  const uid = number(user.uid);
  const chain = hops.map((hop) => text(hop.path));
  return {
    found: text(data.binary) !== '',
    binary: text(data.binary),
    command: command[0] ?? '',
    commandLine: command.join(' ').slice(0, 400),
    chain,
    chainText: chain.length > 1 ? ` → ${chain.slice(1).join(' → ')}` : '',
    workdir: text(data.workingDir),
    ...(kind === 'directory' || kind === 'missing' || kind === 'elf' || kind === 'text'
      ? { workdirExists: kind === 'directory' }
      : {}),
    workdirOverridden: text(data.workingDirOverridden),
    workdirClosed: closed.includes(text(data.workingDir)),
    user: `${text(user.name) || text(user.configured) || 'root'} (${uid ?? '?'}:${number(user.gid) ?? '?'})`,
    userKnown: uid !== null,
    engineArchitecture: text(data.engineArchitecture),
    imageLibcFamily: text(data.imageLibcFamily),
    closedDirectories: texts(data.closedParents),
    startError: text(error.kind),
    startErrorText: text(error.words),
  };
}

const NOTHING = {
  toBeRead: false,
  closedAbove: '',
  hiddenByMount: false,
  isRuntime: false,
  relativeElsewhere: '',
  missingText: '',
  libcMismatch: false,
};

function ofSubject(subject: Row, failing: Row | null, works: boolean, closed: readonly string[]): Facts {
  const problem = text(failing?.problem);
  const elf = isRow(subject.elf) ? subject.elf : null;
  const mode = number(subject.mode);
  const elsewhere = texts(failing?.foundElsewhere);
  const missing = text(subject.kind) === 'dangling-symlink' ? 'missing' : text(subject.kind);
  const name = text(subject.name);
  const role = text(subject.role);
  return {
    ...NOTHING,
    kind: missing,
    path: texts(subject.searched).length > 0 ? name : text(subject.realPath) || text(subject.path),
    how: text(subject.how),
    dangling: text(subject.kind) === 'dangling-symlink',
    ...(mode === null ? {} : { mode: mode.toString(8).padStart(4, '0') }),
    owner: `${number(subject.uid) ?? '?'}:${number(subject.gid) ?? '?'}`,
    ...(elf
      ? {
          architecture: text(elf.architecture),
          linkage: text(elf.linkage),
          architectureMatches: problem !== 'wrong-architecture',
          emulated: works && text(subject.architectureFit) === 'foreign',
        }
      : {}),
    ...(mode === null ? {} : { executable: problem !== 'not-executable' && !isBelow(subject, closed) }),
    toBeRead: text(subject.role) === 'script' || (text(subject.kind) === 'script' && subject.readable === false),
    closedAbove: closed.filter((one) => isBelow(subject, [one])).join(', '),
    noInterpreterLine: problem === 'unrecognised-format',
    bom: subject.bom === true,
    bomText: bomText(subject),
    hiddenByMount: subject.hiddenByMount === true,
    // Whoever calls a runtime by its bare name expects the image to bring it.
    isRuntime:
      missing === 'missing' &&
      role !== 'script' &&
      !name.startsWith('./') &&
      RUNTIMES.test(name.slice(name.lastIndexOf('/') + 1)),
    relativeElsewhere: problem === 'wrong-workdir' ? (elsewhere[0] ?? '') : '',
    missingText: missing === 'missing' ? missingText(subject) : '',
    libcMismatch: problem === 'libc-mismatch',
  };
}

/** Directories that its user may not enter, where what was refused is one of these files. */
function closedTo(hops: readonly Row[], data: Row): string[] {
  const error = isRow(data.startError) ? data.startError : {};
  const said = text(error.words);
  const named = hops.flatMap((hop) => [text(hop.path), text(hop.realPath), text(hop.name)]);
  const told = [...named, ...texts(data.closedParents)].some((word) => word.length > 1 && said.includes(word));
  return text(error.kind) === 'permission' && told ? texts(data.closedParents) : [];
}

/** The start was refused, the file itself is fine: a directory above it is closed to this user. */
function closedHop(hops: readonly Row[], closed: readonly string[]): Row | null {
  return hops.find((hop) => isBelow(hop, closed)) ?? null;
}

function isBelow(hop: Row, directories: readonly string[]): boolean {
  const path = text(hop.realPath) || text(hop.path);
  return directories.some((one) => path.startsWith(`${one}/`));
}

function bomText(subject: Row): string {
  if (subject.bom === true) return ' (a byte order mark hides it)';
  return text(subject.kind) === 'empty' ? ' (it is empty)' : '';
}

function missingText(subject: Row): string {
  const searched = texts(subject.searched);
  if (text(subject.kind) === 'dangling-symlink') return `: a symlink to ${text(subject.note)}, which is not there`;
  if (searched.length > 0) return ` in PATH (${searched.join(':')})`;
  return text(subject.path) === text(subject.name) ? '' : ` (named ${text(subject.name)})`;
}

/** The script on the way to what really runs, for whoever reads it. */
function firstScript(hops: readonly Row[]): Facts {
  const hop = hops.find((one) => text(one.kind) === 'script');
  return hop ? { scriptPath: text(hop.realPath) || text(hop.path) } : {};
}

function ofInterpreter(subject: Row | null, failing: Row | null): Facts {
  const shebang = isRow(subject?.shebang) ? subject.shebang : null;
  if (!subject || !shebang) return {};
  const env = isRow(shebang.env) ? shebang.env : null;
  const problem = text(failing?.problem);
  const wanted = env ? text(env.program) : text(shebang.interpreter);
  return {
    scriptPath: text(subject.realPath),
    interpreter: wanted.replace(/\r$/, ''),
    interpreterExists: !(problem === 'missing-interpreter' && text(failing?.role) === 'interpreter'),
    crlf: problem === 'crlf-shebang',
    crlfBody: subject.crlfBody === true,
    envSplit: env?.split === true,
  };
}

function ofLoader(subject: Row | null, failing: Row | null, data: Row): Facts {
  const loader = isRow(subject?.loader) ? subject.loader : null;
  if (!loader) return {};
  const problem = text(failing?.problem);
  const gone = problem === 'libc-mismatch' || (problem === 'missing-interpreter' && loader.exists === false);
  return {
    loader: text(loader.path),
    loaderFamily: text(loader.family),
    loaderExists: startWorks(data) ? true : !gone,
  };
}

function ofMount(subject: Row | null, failing: Row | null, refused: Row | null): Facts {
  if (!subject) return {};
  const cover = isRow(subject.cover) ? subject.cover : null;
  const proven = text(failing?.problem) === 'noexec-mount';
  return {
    noexec: proven || refused !== null,
    ...(proven ? { noexecProof: text(failing?.problemText) } : refused ? { noexecProof: refusal(refused) } : {}),
    mount: text(cover?.destination),
  };
}

function refusal(hop: Row): string {
  const cover = isRow(hop.cover) ? hop.cover : null;
  return `nothing of its own explains that: it lies on the ${text(cover?.type)} at ${text(cover?.destination)}`;
}
