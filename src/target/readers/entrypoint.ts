import type { ContainerDetails, Engine } from '../../engine/engine.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import { classifyStartError, essentialWords } from '../entrypoint/start-error.ts';
import type { Hop } from '../entrypoint/walk.ts';
import type { EntrypointResolution } from '../entrypoint.ts';
import { maskArguments } from '../environment.ts';
import { identifyProgram } from '../program.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';
import { logLines } from './log.ts';

/** Lines of the log's end in which a failed start is looked for. */
const LAST_LINES = 8;

/** The way from ENTRYPOINT and CMD to the file that really runs, and what is wrong on it. */
export const entrypoint: Reader = {
  source: 'entrypoint',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const [{ entrypoint: found, libc, binary }, startError] = await Promise.all([
      identifyProgram(context),
      startErrorOf(context.engine, context.container),
    ]);
    const { container } = context;
    const data = {
      ...pick(found),
      binary,
      engineArchitecture: context.engine.info.architecture,
      imageLibcFamily: libc.loaders.length === 0 && libc.unreadable === null ? 'none' : libc.imageLibc.family,
      state: container?.state ?? 'image',
      restartCount: container?.restartCount ?? 0,
      startError,
      failing: found.failing === null ? -1 : found.hops.indexOf(found.failing),
      hops: found.hops.map(hopData),
    };
    const first = found.failing ?? found.hops[0];
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'entrypoint',
          startedAt,
          data: data as unknown as Json,
          stdout: lines(found, startError).join('\n'),
          byHand: context.files.byHand(first?.path ?? found.workingDir).replace('tar -xO', 'tar -tv'),
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

export interface StartError {
  readonly kind: string;
  readonly words: string;
  /** The engine itself said it, or it stands at the end of the log. */
  readonly from: 'engine' | 'log' | '';
}

/** Why the engine, the runtime or a shell says that the start failed. */
async function startErrorOf(engine: Engine, container: ContainerDetails | null): Promise<StartError> {
  const none: StartError = { kind: '', words: '', from: '' };
  if (container === null || container.state === 'running' || container.state === 'paused') return none;
  const said = classifyStartError(container.error);
  if (said !== '') return { kind: said, words: essentialWords(container.error), from: 'engine' };
  const log = await engine.logs(container.id, { tail: LAST_LINES, maxBytes: 32 * 1024 });
  for (const line of log.ok ? logLines(log.value.text).reverse() : []) {
    const kind = classifyStartError(line);
    if (kind !== '') return { kind, words: line.slice(0, 400), from: 'log' };
  }
  return none;
}

function pick(found: EntrypointResolution) {
  const { commandLine, workingDir, workingDirKind, workingDirOverridden, user, closedParents } = found;
  const { configured, uid, gid, name } = user;
  return {
    commandLine: maskArguments(commandLine).map((word) => word.slice(0, 2000)),
    workingDir,
    workingDirKind,
    workingDirOverridden,
    user: { configured, uid, gid, name },
    closedParents: [...closedParents],
  };
}

function hopData({ head: _head, ...hop }: Hop) {
  return { ...hop, shebang: hop.shebang && { ...hop.shebang, line: hop.shebang.line.slice(0, 256) } };
}

function lines(found: EntrypointResolution, error: StartError): string[] {
  return [
    `command: ${JSON.stringify(maskArguments(found.commandLine))}`,
    `working directory: ${found.workingDir} (${found.workingDirKind})`,
    `user: ${found.user.configured || 'root'} (${found.user.uid ?? 'unknown'}:${found.user.gid ?? 'unknown'})`,
    ...found.hops.map(
      (hop) => `${hop.path}${hop.realPath === hop.path ? '' : ` -> ${hop.realPath}`}: ${words(hop)}  [${hop.how}]`,
    ),
    ...(found.failing ? [`✖ ${found.failing.problemText}`] : []),
    ...(error.words ? [`${error.from} says: ${error.words}`] : []),
  ];
}

function words(hop: Hop): string {
  const mode = hop.mode === null ? '' : `, mode ${hop.mode.toString(8)}, owner ${hop.uid ?? '?'}:${hop.gid ?? '?'}`;
  if (hop.elf) {
    const loader = hop.loader ? `, loader ${hop.loader.path}${hop.loader.exists ? '' : ' (not there)'}` : '';
    return `ELF ${hop.elf.architecture}, ${hop.elf.linkage}${loader}${mode}`;
  }
  if (hop.shebang) return `script, ${JSON.stringify(hop.shebang.line).slice(1, -1)}${mode}`;
  return `${hop.kind}${hop.note ? ` (${hop.note})` : ''}${mode}`;
}
