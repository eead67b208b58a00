import type { Answer, CommandResult, ContainerDetails, Engine, Unavailable } from '../engine/engine.ts';
import type { TargetFiles } from '../target/reader.ts';
import { byHandRun } from './by-hand.ts';
import type { Choice } from './choose-image.ts';
import { mayPass, resolverEnvironment } from './environment.ts';
import { usesLibcOf } from './image-contents.ts';
import { limitsOf, runEvidence } from './run-evidence.ts';
import { joinedSpec } from './sidecar-spec.ts';
import type { Sidecar } from './sidecars.ts';
import { isLookUpTool } from './target-tools.ts';
import { throughTargetRoot } from './through-root.ts';
import type { TierUnavailable } from './tier-rules.ts';
import { programOf } from './tools.ts';
import type { ViewCommand, ViewResult } from './views.ts';

/** Runs one command in a tier's sidecar, once it is clear that what it shows would be evidence. */
export async function runInSidecar(
  engine: Engine,
  sidecar: Sidecar,
  target: ContainerDetails,
  targetFiles: TargetFiles,
  command: ViewCommand,
): Promise<Answer<ViewResult>> {
  const { choice } = sidecar.chosen;
  const argv = await argvFor(sidecar, targetFiles, command);
  if (!argv.ok) return argv;
  const env = [...resolverEnvironment(target.env), ...command.env.filter(mayPass)];
  const limits = limitsOf(command);
  const result = await engine.execOwn(sidecar.containerId, { argv: argv.value, env, user: sidecar.user }, limits);
  if (!result.ok) return result;
  const denied = deniedProc(sidecar, target, result.value);
  if (denied) return denied;
  const spec = joinedSpec(target, command.tier, {
    role: 'sidecar',
    imageId: choice.image.id,
    imageEnv: [],
    argv: argv.value,
    env,
  });
  const names = { target: target.name, image: choice.ref };
  const byHand = byHandRun(engine.info, { ...spec, user: sidecar.user }, names);
  const evidence = runEvidence(command, result.value, { ref: choice.ref, id: choice.image.id }, byHand);
  // Through the target's root it is still our libc that looks up: matched or not decides as in the sidecar.
  const libcMatched = command.matched ? choice.match.matched : null;
  const startCostMs = await (command.matched ? sidecar.startCost.fresh() : sidecar.startCost.known());
  return { ok: true, value: { evidence, libcMatched, startCostMs } };
}

async function argvFor(
  sidecar: Sidecar,
  targetFiles: TargetFiles,
  command: ViewCommand,
): Promise<Answer<readonly string[]>> {
  const { contents, choice } = sidecar.chosen;
  const [name = '', ...args] = command.argv;
  for (const needed of command.needs) {
    if ((await sidecar.tools.start(needed)) === null) return lacks(choice, needed);
  }
  const start = await sidecar.tools.start(name);
  if (start === null) return lacks(choice, name);
  if (command.matched) {
    if (choice.match.matched === false) return unmatched(choice, choice.match.text);
    const program = choice.match.matched ? await contents.find(programOf(start)) : null;
    if (choice.match.matched && !(program && usesLibcOf(program, choice.side.libc))) {
      return unmatched(choice, `its ${name} is not started by its libc’s loader`);
    }
  }
  const words = args.map((word) => ofTarget(word, sidecar));
  // Only what starts nothing else: a shell in there would start the target's own programs.
  if (command.view === 'target' && isLookUpTool(name)) {
    return throughTargetRoot(sidecar, targetFiles, [name, ...words]);
  }
  return { ok: true, value: [...start, ...words] };
}

/** /proc/1 in a command means the target's process, which is not always number 1. */
function ofTarget(word: string, sidecar: Sidecar): string {
  const pid = sidecar.process?.pid;
  return pid === undefined || pid === 1 ? word : word.replace(/\/proc\/1(?!\d)/g, `/proc/${pid}`);
}

function lacks(choice: Choice, program: string): Unavailable {
  const toCheckIt = 'walkdown toolkit build, before the next incident; now: an image that has it, with --debug-image';
  return { ok: false, kind: 'missing', reason: `the debug image ${choice.ref} has no ${program}`, toCheckIt };
}

function unmatched(choice: Choice, why: string): Unavailable {
  const toCheckIt = 'walkdown toolkit build, or an image that matches, with --debug-image';
  return {
    ok: false,
    kind: 'missing',
    reason: `the debug image ${choice.ref} does not match the target: ${why}`,
    toCheckIt,
  };
}

/** A look at the target's process that the kernel refused is no evidence of what is in it. */
function deniedProc(sidecar: Sidecar, target: ContainerDetails, result: CommandResult): TierUnavailable | null {
  if (
    sidecar.tier !== 'process' ||
    result.exitCode === 0 ||
    !/\/proc\/\d+\/.{0,200}permission denied/i.test(result.stderr)
  ) {
    return null;
  }
  return {
    ok: false,
    kind: 'refused',
    reason: 'the kernel does not let us look at the target’s process without the right to trace',
    toCheckIt: `allow it: --allow ptrace; or by hand: docker top ${target.name}`,
    tier: 'ptrace',
  };
}
