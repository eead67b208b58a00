import type { Answer, CommandResult } from '../engine/engine.ts';
import type { Tools } from './tools.ts';

/** The target's main process as seen from a joined pid namespace. */
export interface TargetProcess {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  /** Real, effective, saved and file-system ids are all the same: what reading /proc/PID/environ asks of us. */
  readonly uniform: boolean;
}

/**
 * /proc/1 is not always the target: it may have joined another's pid namespace. Its processes are those whose cgroup
 * names it; where the cgroup is hidden (private cgroup namespace), those whose mounts do and that are not ours, for
 * our own resolv.conf is the target's too. Builtins of sh alone; the id is an argument, not part of the script.
 */
const FIND_SCRIPT = `for how in cgroup mountinfo; do for d in /proc/[0-9]*; do
while read -r l; do case $l in *"$1"*)
if [ $how = mountinfo ] && [ $d/ns/mnt -ef /proc/self/ns/mnt ]; then break; fi
f=1; echo "P \${d#/proc/}"; read -r s <$d/stat && echo "S $s"
while read -r k a; do case $k in Uid:|Gid:) echo "$k $a";; esac; done <$d/status
break;; esac; done <$d/$how; done 2>/dev/null
[ -n "$f" ] && exit 0; done`;

/** The command that lists a container's processes in a debug image; null when the image has no shell for it. */
export async function findProcessCommand(tools: Tools, targetId: string): Promise<string[] | null> {
  const own = await tools.start('walkdown-run');
  if (own) return [...own, '--find', targetId];
  const shell = await tools.start('sh');
  return shell && [...shell, '-c', FIND_SCRIPT, 'find', targetId];
}

interface Found {
  pid: number;
  parent: number;
  command: string;
  uids: number[];
  gids: number[];
}

/** Programs that only start and reap another: the target is their child. */
const INITS: ReadonlySet<string> = new Set([
  'docker-init',
  'tini',
  'dumb-init',
  'catatonit',
  'podman-init',
  's6-svscan',
]);
const MOST_PROCESSES = 5000;

/** Reads the listing. Pure. */
export function parseProcesses(text: string): Found[] {
  const found: Found[] = [];
  for (const line of text.split('\n').slice(0, MOST_PROCESSES * 4)) {
    const last = found[found.length - 1];
    const pid = line.startsWith('P ') ? Number(line.slice(2)) : 0;
    if (Number.isSafeInteger(pid) && pid > 0) found.push({ pid, parent: 0, command: '', uids: [], gids: [] });
    else if (last) addLine(last, line);
  }
  return found;
}

function addLine(process: Found, line: string): void {
  if (line.startsWith('S ')) {
    // The command stands in brackets and may hold any character, brackets included.
    const [open, close] = [line.indexOf('('), line.lastIndexOf(')')];
    if (open < 0 || close < open) return;
    process.command = line.slice(open + 1, close);
    process.parent =
      Number(
        line
          .slice(close + 1)
          .trim()
          .split(' ')[1],
      ) || 0;
    return;
  }
  const ids = line.slice(4).trim().split(/\s+/).map(Number);
  if (line.startsWith('Uid:')) process.uids = ids;
  else if (line.startsWith('Gid:')) process.gids = ids;
}

/** The main one: the lowest pid, or an init's first child. Null when none was found. Pure. */
export function mainProcess(found: readonly Found[]): TargetProcess | null {
  const sorted = [...found].sort((a, b) => a.pid - b.pid);
  let main = sorted[0];
  for (let depth = 0; main && INITS.has(main.command) && depth < 4; depth += 1) {
    const child = sorted.find((one) => one.parent === main?.pid);
    if (!child) break;
    main = child;
  }
  const [uid, gid] = [main?.uids[1], main?.gids[1]];
  if (!main || uid === undefined || gid === undefined || !Number.isInteger(uid) || !Number.isInteger(gid)) return null;
  const same = (ids: readonly number[]): boolean => ids.length === 4 && ids.every((id) => id === ids[0]);
  return { pid: main.pid, uid, gid, uniform: same(main.uids) && same(main.gids) };
}

/** The target's process out of the listing's result. */
export function processFrom(result: CommandResult, targetName: string): Answer<TargetProcess> {
  const main = mainProcess(parseProcesses(result.stdout));
  if (main) return { ok: true, value: main };
  return {
    ok: false,
    kind: 'failed',
    reason: 'the target’s process could not be told from the others in its pid namespace',
    toCheckIt: `docker top ${targetName}`,
  };
}
