import type { Answer, ContainerDetails, Unavailable } from '../engine/engine.ts';
import { type ImageContents, throughLoader } from './image-contents.ts';
import type { TargetChanges } from './target-changes.ts';
import type { TierUnavailable } from './tier-rules.ts';
import { resolverUntouched } from './untouched.ts';
import type { ViewCommand } from './views.ts';

/** What of the target's image may run in its network: programs that look things up and nothing else. */
const NAMED_TOOLS: ReadonlySet<string> = new Set(['getent', 'nslookup', 'host', 'dig']);

/** Whether a program only looks names up: it starts no other, whosever root it is in. */
export function isLookUpTool(name: string): boolean {
  return NAMED_TOOLS.has(name.slice(name.lastIndexOf('/') + 1));
}

/** A named tool of the target's image, started by naming its libc's loader; unavailable for anything else. */
export async function namedTool(contents: ImageContents, argv: readonly string[]): Promise<Answer<string[]>> {
  const [name = '', ...args] = argv;
  const plain = name.slice(name.lastIndexOf('/') + 1);
  if (!isLookUpTool(name)) {
    return refused(`${name} is not among what may run of the target’s image in its network`);
  }
  const program = await contents.find(name);
  if (!program) return missing(plain);
  const start = throughLoader(program, await contents.architecture());
  if (start === null) {
    return refused(`${program.path} of the target’s image is not started by its libc’s own loader: it is not run`);
  }
  return { ok: true, value: [...start, ...args] };
}

/**
 * Whether a container from the image would look names up as the target does, and whether it needs the target's mounts
 * for it: nothing of libc and resolver was changed since the image.
 */
export async function looksUpAlike(
  contents: ImageContents,
  changes: TargetChanges,
  container: ContainerDetails,
  command: Pick<ViewCommand, 'needs'>,
): Promise<Answer<{ withVolumes: boolean }>> {
  const { family } = await contents.libc();
  const [list, preloads, ...absent] = await Promise.all([
    changes.list(),
    // Only glibc's loader reads it.
    family === 'musl' ? false : contents.has('/etc/ld.so.preload'),
    ...command.needs.map(async (name) => ((await contents.find(name)) ? '' : name)),
  ]);
  const lacking = absent.find((name) => name !== '');
  if (lacking) return missing(lacking);
  if (!list.ok) return list;
  const { changed, needsVolumes } = resolverUntouched(container, list.value);
  if (changed !== '') return needsPtrace(`${changed}: a probe from the image would not look up as the target does`);
  if (preloads) return needsPtrace('the image preloads libraries into every program');
  return { ok: true, value: { withVolumes: needsVolumes } };
}

function refused(reason: string): Unavailable {
  return { ok: false, kind: 'refused', reason, toCheckIt: 'look it up from the matched debug container instead' };
}

function missing(name: string): TierUnavailable {
  const reason = `the target’s image has no ${name}`;
  const toCheckIt = 'look it up from the matched debug container, or through the target’s root: --allow ptrace';
  return { ok: false, kind: 'missing', reason, toCheckIt, tier: 'ptrace' };
}

function needsPtrace(reason: string): TierUnavailable {
  const toCheckIt = 'look through the target’s own root: --allow ptrace';
  return { ok: false, kind: 'unsupported', reason, toCheckIt, tier: 'ptrace' };
}
