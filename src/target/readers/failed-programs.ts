import type { Json, Observation } from '../../session/evidence.ts';
import { coverOf } from '../entrypoint/mounts.ts';
import { absolute } from '../entrypoint/paths.ts';
import { type EntrypointProblem, isProgramProblem } from '../entrypoint/problem.ts';
import { type NamedProgram, programsByName } from '../entrypoint.ts';
import { type FailureLine, failureLines } from '../failure-lines.ts';
import { imageLibcOf } from '../libc.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';
import { type LinkTrouble, linkTroubleOf } from './failed-links.ts';
import { readTroubleOf } from './failed-reads.ts';
import { returnTroubleOf } from './failed-returns.ts';
import { linesWithReturns } from './log.ts';

const TAIL = 400;
const MAX_BYTES = 256 * 1024;

/** A failure that the log tells of, with what the file itself shows of it now. */
interface Looked {
  readonly line: string;
  readonly times: number;
  readonly last: boolean;
  readonly path: string;
  /** Named like the root cause that it proves; empty where the file shows nothing wrong. */
  readonly problem: EntrypointProblem | LinkTrouble['problem'] | 'runtime-missing';
  readonly text: string;
  /** False where the file itself could not be looked at and only its mount speaks. */
  readonly seen: boolean;
  /** Said once is enough: what failed is with the program as long as it runs. */
  readonly standing?: boolean;
}

/**
 * What the log says could not be started or loaded, besides the entrypoint: scripts called by scripts, helpers, plug-ins.
 * Each file is looked at as it is now; a line alone proves nothing.
 */
export const failedPrograms: Reader = {
  source: 'failed-programs',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { container, engine } = context;
    if (container === null)
      return { kind: 'unseen', reason: 'an image has no log', toCheckIt: 'name a container', evidence: [] };
    const log = await engine.logs(container.id, { tail: TAIL, maxBytes: MAX_BYTES });
    if (!log.ok) return { kind: 'unseen', reason: log.reason, toCheckIt: log.toCheckIt, evidence: [] };
    const failures = failureLines(linesWithReturns(log.value.text));
    const looked = failures.length === 0 ? [] : await lookAtAll(context, failures);
    const data = { state: container.state, failures: looked };
    const stdout = looked.map((one) => `${one.line}\n  ${one.text || `${one.path}: nothing wrong with it now`}`);
    const first = looked.find((one) => one.problem !== '') ?? looked[0];
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'what the log says could not be started or loaded',
          startedAt,
          data: data as unknown as Json,
          stdout: stdout.join('\n') || 'the log tells of nothing that could not be started or loaded',
          byHand: first?.path ? context.files.byHand(first.path) : `docker logs --tail ${TAIL} ${container.name}`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

/** What is said of programs by their names. */
const NAMES: readonly FailureLine['kind'][] = ['start', 'permission', 'name'];

async function lookAtAll(context: ReadContext, failures: readonly FailureLine[]): Promise<Looked[]> {
  const { files, container, image, engine } = context;
  const architecture = image.architecture || engine.info.architecture;
  const imageLibc = await imageLibcOf(files, architecture);
  const named = await programsByName(
    { files, container, image, engineArchitecture: engine.info.architecture, imageLibc: imageLibc.family },
    failures.filter(({ kind }) => NAMES.includes(kind)).map((one) => one.file),
  );
  const looked: Looked[] = [];
  for (const failure of failures) {
    const { line, times, last } = failure;
    if (failure.kind === 'load') {
      const trouble = await linkTroubleOf(context, failure);
      looked.push({ line, times, last, path: trouble.path, problem: trouble.problem, text: trouble.text, seen: true });
    } else if (failure.kind === 'return' || failure.kind === 'return-name') {
      const trouble = await returnTroubleOf(context, failure);
      // What a shell read at the start it goes on with: settings that end in a carriage return stay so.
      const standing = failure.kind === 'return' && trouble.problem !== '';
      looked.push({ line, times, last, standing, ...trouble, seen: true });
    } else if (failure.kind === 'read') {
      looked.push({ line, times, last, ...(await readTroubleOf(context, failure)), seen: true });
    } else if (failure.kind === 'noexec') {
      // What a runtime unpacks is often gone again: the mount that it lay in speaks.
      const cover = coverOf(failure.file, container);
      const text = cover?.noexec ? `${failure.file} lies in ${cover.destination}, a ${cover.type} mounted noexec` : '';
      const problem = text === '' ? '' : 'noexec-mount';
      looked.push({ line, times, last, path: failure.file, problem, text, seen: false });
    } else {
      const told = started(failure, named.get(failure.file) ?? null);
      // Of a file that cannot be looked at, its mount speaks only where it was surely to be run, and not read or written.
      const opened = told.problem === 'noexec-mount' && !told.seen && !(await wasRun(context, failure));
      looked.push({ line, times, last, ...told, ...(opened ? { problem: '', text: '' } : {}) });
    }
  }
  return looked;
}

/** A shell says the same of a program that it may not run and of a file that it may not write: its script tells which. */
async function wasRun({ files, container, image }: ReadContext, failure: FailureLine): Promise<boolean> {
  const [, script, number] = SCRIPT_LINE.exec(failure.line) ?? [];
  if (!failure.run || script === undefined) return failure.run;
  const read = await files.read(absolute(script, (container ?? image).workingDir), SCRIPT_BYTES);
  const text = read.ok ? (read.value.bytes.toString('utf8').split('\n', Number(number))[Number(number) - 1] ?? '') : '';
  const written = [
    ...text
      .slice(0, 2000)
      .replace(HARMLESS, '')
      .matchAll(/[<>]\s{0,8}["']?([^\s"';|&<>]{1,400})/g),
  ];
  return !written.some(([, to = '']) => to === failure.file || to.includes('$'));
}

const SCRIPT_LINE = /(?:^|\s)([\w@%+.,/~-]{1,400}): (?:line )?(\d{1,6}): /;
const SCRIPT_BYTES = 64 * 1024;
/** Redirections that reach no file of the target. */
const HARMLESS = /\d?>{1,2}&\d|&?\d?>{1,2}\s{0,8}\/dev\/\w{1,20}|<\s{0,8}\/dev\/null/g;

/** Programs that other people's code is run by: a bare name of one that is nowhere is a runtime that is missing. */
const RUNTIMES = /^(?:node|nodejs|python[\d.]*|java|ruby|perl|php|dotnet|bun|deno|erl|Rscript|lua)$/;

function started(
  failure: FailureLine,
  program: NamedProgram | null,
): Pick<Looked, 'path' | 'problem' | 'text' | 'seen'> {
  const nothing = { path: program?.path ?? failure.file, problem: '' as const, text: '', seen: true };
  if (program === null) return nothing;
  if (program.missing) {
    return RUNTIMES.test(failure.file)
      ? { path: failure.file, problem: 'runtime-missing', text: program.text, seen: true }
      : nothing;
  }
  const { problem } = program;
  // "Permission denied" is also what a shell says of a file that it cannot write to: only a program's own mode counts.
  const forbidden = problem === 'not-executable' || problem === 'noexec-mount';
  if (!isProgramProblem(problem) || forbidden !== (failure.kind === 'permission')) return nothing;
  if (problem === 'not-executable' && !program.looksLikeProgram) return nothing;
  return { path: program.path, problem, text: program.text, seen: program.seen };
}
