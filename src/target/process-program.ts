import type { ContainerDetails, Engine } from '../engine/engine.ts';
import type { ProcessRow } from '../engine/engine-observations.ts';
import { isElf } from './elf.ts';
import { absolute, searchPath } from './entrypoint/paths.ts';
import { baseName, isShell } from './entrypoint/wrappers.ts';
import type { TargetFiles } from './reader.ts';

/** Process 1 of many containers, and never what the container is for. */
const INITS =
  /^(?:tini|tini-static|docker-init|dumb-init|catatonit|s6-svscan|s6-supervise|runsvdir|supervisord|su-exec|gosu|init)$/;
/** What scripts start in passing. */
const UTILITIES =
  /^(?:sleep|tail|cat|tee|date|grep|awk|sed|wget|curl|nc|ps|top|find|xargs|busybox|timeout|inotifywait)$/;

/**
 * The program that a running container's processes show, for where its entrypoint is a script that hides it. Null when
 * they show none, or cannot be asked.
 */
export async function programOfProcesses(
  engine: Pick<Engine, 'processes'>,
  container: ContainerDetails,
  files: Pick<TargetFiles, 'read'>,
): Promise<string | null> {
  const rows = await engine.processes(container.id);
  if (!rows.ok) return null;
  const names = candidates(rows.value, container.pid);
  for (const name of names) {
    for (const path of pathsOf(name, container)) {
      const read = await files.read(path, 4096);
      if (read.ok && isElf(read.value.bytes)) return read.value.path;
    }
  }
  return null;
}

/** First words of the processes that may be what the container is for, process 1 first. */
function candidates(rows: readonly ProcessRow[], pid: number): string[] {
  const ordered = [...rows.filter((row) => row.pid === pid), ...rows.filter((row) => row.pid !== pid)];
  return ordered
    .slice(0, 20)
    .map((row) => row.command.trim().split(/\s+/, 1)[0] ?? '')
    .filter((word) => /^[\w./+@-]{1,300}$/.test(word))
    .filter((word) => !isShell(word) && !INITS.test(baseName(word)) && !UTILITIES.test(baseName(word)))
    .slice(0, 3);
}

function pathsOf(name: string, container: ContainerDetails): string[] {
  if (name.startsWith('/')) return [name];
  if (name.includes('/')) return [absolute(name, container.workingDir)];
  return searchPath(container.env, container.workingDir).map((directory) => absolute(name, directory));
}
