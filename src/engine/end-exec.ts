import { asFlag, asObject, asText } from './json.ts';
import type { OwnContainers, OwnRecord } from './own-containers.ts';
import type { Wire } from './wire.ts';

/** A command that runs in a container of ours. */
export interface RunningExec {
  readonly id: string;
  /** NAME=value in the environment of everything it started. */
  readonly mark: string;
  readonly user: string | undefined;
}

const KILL_LIMIT_MS = 1_500;

/**
 * Kills every process whose environment carries the mark, again until there is none (one may have forked meanwhile).
 * Those that the command started go first, and it may take note of their end: what dies after its parent becomes a zombie
 * of the first process of the namespace, which may be the target. The command itself is the one without a parent here.
 * Only what the shell itself can do is used: a toolkit need not have grep. Another's process never carries the mark, so a
 * joined pid namespace is safe.
 */
const KILL_MARKED = `
strike() {
  hit=
  for f in /proc/[0-9]*; do
    marked=
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in *"$1"*) marked=1 ;; esac
    done <"$f/environ"
    [ -n "$marked" ] || continue
    if [ "$2" = started ]; then
      parent=
      while read -r key value; do
        [ "$key" = PPid: ] && parent=$value
      done <"$f/status"
      [ "$parent" = 0 ] && continue
    fi
    kill -9 "\${f#/proc/}" && hit=1
  done
}
{
  strike "$1" started
  [ -n "$hit" ] && sleep 0.05
  for n in 1 2 3 4; do
    strike "$1" all
    [ -n "$hit" ] || exit 0
  done
} 2>/dev/null`;

/**
 * Ends a command inside its container: by its mark where the container has a shell, else by removing the container. The
 * engine's own number of the process is of no use for it (it is the host's), and closing the connection ends nothing.
 */
export async function endExec(
  wire: Wire,
  containers: OwnContainers,
  record: OwnRecord,
  exec: RunningExec,
): Promise<void> {
  try {
    await killMarked(wire, record, exec);
    if (await hasEnded(wire, exec.id)) return;
  } catch {
    // No shell, no permission, or no answer: the container itself is the last handle.
  }
  await containers.remove(record.id).catch(() => undefined);
}

async function killMarked(wire: Wire, record: OwnRecord, exec: RunningExec): Promise<void> {
  const made = asObject(
    await wire.json({
      method: 'POST',
      path: `/containers/${record.id}/exec`,
      body: {
        AttachStdout: true,
        AttachStderr: true,
        Cmd: ['sh', '-c', KILL_MARKED, 'sh', exec.mark],
        ...(exec.user === undefined ? {} : { User: exec.user }),
      },
      deadlineMs: KILL_LIMIT_MS,
    }),
  );
  const stream = await wire.hijack({
    method: 'POST',
    path: `/exec/${asText(made.Id)}/start`,
    body: { Detach: false, Tty: false },
    deadlineMs: KILL_LIMIT_MS,
  });
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, KILL_LIMIT_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    stream.on('end', done);
    stream.on('close', done);
    stream.on('error', done);
    stream.resume();
  });
  stream.destroy();
}

async function hasEnded(wire: Wire, execId: string): Promise<boolean> {
  for (let pause = 10; pause < 500; pause *= 2) {
    const state = asObject(await wire.json({ method: 'GET', path: `/exec/${execId}/json`, deadlineMs: KILL_LIMIT_MS }));
    if (!asFlag(state.Running)) return true;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}
