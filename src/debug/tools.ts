import type { Answer, CommandResult, RunLimits } from '../engine/engine.ts';
import { type ImageContents, throughLoader } from './image-contents.ts';

/** The programs of a debug image, as commands in it may start them. */
export interface Tools {
  /** The words that start a program, by name or absolute path (the loader, or busybox, may stand before it); null: it
   *  is not there, or may not be run there. */
  start(name: string): Promise<readonly string[] | null>;
}

/** The file that is started: behind the loader where one is named, busybox itself before an applet. */
export function programOf(start: readonly string[]): string {
  return start.findLast((word) => word.startsWith('/')) ?? '';
}

/** Of the target's own image: each program is looked at first and started by naming its libc's loader. */
export function toolsOfTargetImage(contents: ImageContents): Tools {
  return {
    async start(name) {
      const program = await contents.find(name);
      return program ? throughLoader(program, await contents.architecture()) : null;
    },
  };
}

/** Asked for in one command: what byte pipes, look-ups and looks at processes may need. */
const USUAL = [
  'sh cat dd chroot timeout busybox bash nc ncat socat python3 perl getent nslookup dig openssl curl ping ip ss ps',
  'ls head grep awk env id date stat readlink readelf file ldd strace tcpdump sleep true',
  'wc df tr sort cut tail uptime free top nproc find mount ethtool traceroute wget',
  'walkdown-run walkdown-pipe walkdown-resolve',
].flatMap((line) => line.split(' '));

/** By files, not by `command -v`: what a shell has built in cannot be started. Then busybox's applets, if it is there. */
const ASK_SCRIPT =
  'IFS=:; for t; do case $t in /*) [ -x "$t" ] && echo "$t=$t"; continue;; esac; for d in $PATH; do if [ -f "$d/$t" ] && [ -x "$d/$t" ]; then echo "$t=$d/$t"; break; fi; done; done; busybox --list 2>/dev/null; :';

const LIMITS: RunLimits = { timeoutMs: 10_000, keepBytes: 64 * 1024 };

/**
 * Of a debug image that runs already: one command tells what is there. Where it has no shell to ask with, its files
 * tell. What was learned stays with the image.
 */
export function toolsOfDebugImage(
  contents: ImageContents,
  run: (argv: readonly string[], limits: RunLimits) => Promise<Answer<CommandResult>>,
): Tools {
  const known = contents.tools;
  let asking: Promise<boolean> | null = null;

  async function ask(names: readonly string[]): Promise<boolean> {
    const answer = await run(['sh', '-c', ASK_SCRIPT, 'tools', ...names], LIMITS);
    if (!answer.ok || answer.value.exitCode !== 0) return false;
    for (const name of names) known.set(name, null);
    const lines = answer.value.stdout.split('\n');
    for (const line of lines) {
      const equals = line.indexOf('=');
      const path = line.slice(equals + 1);
      if (equals > 0 && /^\/\S+$/.test(path)) known.set(line.slice(0, equals), path);
    }
    const busybox = known.get('busybox');
    const applets = new Set(lines.filter((line) => /^[\w[-]{1,30}$/.test(line)));
    for (const name of names) {
      if (busybox && known.get(name) === null && applets.has(name)) known.set(name, `${busybox} ${name}`);
    }
    return true;
  }

  return {
    async start(name) {
      if (!known.has(name)) {
        asking ??= ask(USUAL);
        const hasShell = await asking;
        if (!known.has(name) && !(hasShell && (await ask([name])))) {
          known.set(name, (await contents.find(name))?.path ?? null);
        }
      }
      const path = known.get(name) ?? null;
      return path === null ? null : path.split(' ');
    },
  };
}
