import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where walkdown keeps state and finds configuration (contract.md, "State"). */

type Env = Readonly<Record<string, string | undefined>>;

/** Journals, keys and caches; made with mode 0700 by whoever writes first. */
export function stateDir(env: Env = process.env): string {
  if (env.WALKDOWN_HOME) return env.WALKDOWN_HOME;
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, 'walkdown');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support', 'walkdown')
    : join(homedir(), '.local', 'state', 'walkdown');
}

export function sessionsDir(env: Env = process.env): string {
  return join(stateDir(env), 'sessions');
}

export function configDir(env: Env = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'walkdown');
}
