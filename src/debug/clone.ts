import type {
  Answer,
  ContainerDetails,
  Engine,
  ImageDetails,
  OwnContainerSpec,
  Unavailable,
} from '../engine/engine.ts';
import type { TargetFiles } from '../target/reader.ts';
import type { TargetFacts } from '../target/target.ts';
import { byHandRun } from './by-hand.ts';
import { nameOfImage } from './references.ts';
import { resolveUser } from './resolve-user.ts';
import { limitsOf, runEvidence } from './run-evidence.ts';
import type { SessionContainers } from './session-containers.ts';
import type { ViewCommand, ViewResult } from './views.ts';

/** What an engine gives a container that asks for nothing. */
const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** The original's capabilities: the engine's default, what it added, without what it dropped. Pure. */
export function capabilitiesOf(container: Pick<ContainerDetails, 'capAdd' | 'capDrop'>): string[] {
  const plain = (names: readonly string[]): string[] => names.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  const [added, dropped] = [plain(container.capAdd), plain(container.capDrop)];
  const base = dropped.includes('ALL') ? [] : DEFAULT_CAPABILITIES.filter((name) => !dropped.includes(name));
  return [...new Set([...base, ...added])].filter((name) => name !== 'ALL').sort();
}

export interface CloneOptions {
  readonly engine: Engine;
  readonly own: SessionContainers;
  readonly target: TargetFacts;
  readonly container: ContainerDetails;
  readonly image: ImageDetails;
  readonly files: TargetFiles;
  /** After this it ends by itself, whatever happens to us. */
  readonly ttlSeconds: number;
}

/** Kills all that runs beside it when the time is over; the first process, an init, ends with its child. */
const ENDING = '(sleep "$0" && kill -9 -1) </dev/null >/dev/null 2>&1 & exec "$@"';

/** The command with what ends it should nobody be left to: by the image's own shell, where it has one. */
async function ending(options: CloneOptions, command: ViewCommand): Promise<readonly string[]> {
  const shell = await options.files.stat('/bin/sh');
  if (!shell.ok) return command.argv;
  const seconds = Math.min(options.ttlSeconds, Math.ceil(command.timeoutMs / 1000) + 3);
  return ['/bin/sh', '-c', ENDING, String(seconds), ...command.argv];
}

/**
 * Runs one command in a container like the target: the same image ID, environment, working directory, user,
 * capabilities and limits, its volumes read-only; no network, and nothing of what others find it by (labels, names,
 * aliases, ports, health check, restart policy). The command is the caller's, never the real entrypoint unasked.
 */
export async function runInClone(options: CloneOptions, command: ViewCommand): Promise<Answer<ViewResult>> {
  const { engine, own, target, container, image, files } = options;
  if (container.privileged) return ours('the original is privileged, and ours never is');
  const [passwd, group] = await Promise.all([files.read('/etc/passwd', 1 << 20), files.read('/etc/group', 1 << 20)]);
  const text = (read: typeof passwd): string => (read.ok ? read.value.bytes.toString('utf8') : '');
  const user = resolveUser(container.user, text(passwd), text(group));
  if (user === null) return ours(`the user ${container.user} is not in the image’s passwd`);
  const spec: OwnContainerSpec = {
    role: 'clone',
    imageId: image.id,
    argv: command.argv,
    // On the same engine these stand in the original already; they enter no note and no command line.
    env: container.env,
    user,
    workingDir: container.workingDir || undefined,
    capabilities: capabilitiesOf(container),
    like: container,
    volumesFrom: container.id,
    labels: { 'io.walkdown.target': container.id },
    tmp: false,
    stdin: false,
  };
  const ref = nameOfImage(image, container.imageRef);
  const about = {
    tier: 'clone' as const,
    image: { ref, id: image.id },
    libc: target.libc,
    libcMatched: true,
    chosenBecause: 'it is the target’s own image',
  };
  const limits = limitsOf(command);
  const result = await own.run({ ...spec, argv: await ending(options, command) }, about, limits);
  if (!result.ok) return result;
  const byHand = byHandRun(engine.info, { ...spec, env: [] }, { target: container.name, image: ref });
  const evidence = { ...runEvidence(command, result.value, about.image, byHand), byHandEquivalent: true };
  return { ok: true, value: { evidence, libcMatched: target.libc.family === 'static' ? null : true, startCostMs: 0 } };
}

function ours(reason: string): Unavailable {
  return {
    ok: false,
    kind: 'failed',
    reason: `no true clone can be made: ${reason}`,
    toCheckIt: 'docker logs, docker inspect',
  };
}
