import { mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateDir } from '../../session/places.ts';
import { detectCapabilities } from '../../terminal/capabilities.ts';
import { terminalSize } from '../../terminal/size.ts';
import type { CommandIo } from '../io.ts';
import { bad, type Check, ok, warning } from './check.ts';
import { tellCheck } from './tell-check.ts';

/** What of readiness needs no engine. Never throws. */
export async function localChecks(io: CommandIo): Promise<Check[]> {
  const dir = stateDir(io.env);
  return [
    await stateCheck(dir),
    await diskCheck(dir),
    await rulesCheck(io),
    await settingsCheck(io),
    ...(await tellCheck()),
    terminalCheck(io),
  ];
}

/** Journals are written there, at night, with secrets masked: it must be writable, and nobody else's. */
async function stateCheck(dir: string): Promise<Check> {
  const probe = join(dir, `.doctor-${process.pid}`);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(probe, 'written by walkdown doctor\n', { mode: 0o600 });
    await rm(probe, { force: true });
    const mode = (await stat(dir)).mode & 0o777;
    if ((mode & 0o077) !== 0)
      return bad('state', `${dir} is open to others (mode ${mode.toString(8)})`, `chmod 700 ${dir}`);
    return ok('state', `${dir} is writable, and yours alone`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return bad('state', `${dir} cannot be written (${code})`, 'name another place with WALKDOWN_HOME');
  }
}

/** A long walk with its outputs takes some megabytes. */
const LEAST_FREE = 50_000_000;
const GOOD_FREE = 500_000_000;

async function diskCheck(dir: string): Promise<Check> {
  try {
    const { bavail, bsize } = await statfs(dir);
    const free = bavail * bsize;
    const text = `${Math.round(free / 1e6)} MB are free for sessions`;
    const todo = 'free some, or name another place with WALKDOWN_HOME';
    if (free < LEAST_FREE) return bad('disk', text, todo);
    return free < GOOD_FREE ? warning('disk', text, todo) : ok('disk', text);
  } catch (error) {
    return warning('disk', `free space cannot be told (${(error as NodeJS.ErrnoException).code ?? error})`, '');
  }
}

/** The rules of the walk, a team's own among them, load. */
async function rulesCheck({ env }: CommandIo): Promise<Check> {
  try {
    const [{ loadRulebook }, { playbookPlaces }] = await Promise.all([
      import('../../walk/rulebook.ts'),
      import('../../playbook/places.ts'),
    ]);
    const { playbook, causes } = await loadRulebook('fast-diagnosis', playbookPlaces(process.cwd(), env));
    return ok('rules', `the playbook loads: ${playbook.steps.length} steps, ${causes.length} root causes`);
  } catch (error) {
    return bad('rules', messageOf(error), 'walkdown playbook check FILE shows all of it');
  }
}

async function settingsCheck({ env }: CommandIo): Promise<Check> {
  try {
    const [{ readConfig }, { readPolicy, tiersAllowed }] = await Promise.all([
      import('../../session/config.ts'),
      import('../../walk/policy.ts'),
    ]);
    const config = await readConfig(env);
    const policy = await readPolicy();
    const { refused } = tiersAllowed(['image', 'network', 'process'], policy, new Date());
    if (refused !== '') return warning('settings', `the machine's policy: ${refused}`, '');
    const rules = config.debug.rules.length;
    return ok('settings', rules === 0 ? 'no policy holds walkdown back' : `${rules} debug image rules of your team`);
  } catch (error) {
    return bad('settings', messageOf(error), 'correct that file');
  }
}

const WIDE = 80;
const HIGH = 24;

function terminalCheck({ stdin, stdout, env }: CommandIo): Check {
  const { rows } = stdout as { rows?: number };
  const can = detectCapabilities(env, { stdinIsTTY: stdin.isTTY === true, stdoutIsTTY: stdout.isTTY === true });
  if (!can.interactive)
    return warning('terminal', 'this is no terminal: walkdown run works here, the screens do not', '');
  const size = terminalSize({ columns: stdout.columns, rows });
  const words = [
    `${size.columns}x${size.rows}`,
    can.colour ? 'colours' : 'no colours',
    can.unicode ? 'Unicode' : 'ASCII',
  ];
  const text = `terminal: ${words.join(', ')}`;
  if (!can.fullScreen) return warning('terminal', `${text}; it has no screen that can be addressed`, 'set TERM');
  if (size.columns < WIDE || size.rows < HIGH) return warning('terminal', text, `make it ${WIDE}x${HIGH}`);
  return ok('terminal', text);
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
