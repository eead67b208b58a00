export type Environment = Readonly<Record<string, string | undefined>>;

export interface Terminals {
  readonly stdinIsTTY: boolean;
  readonly stdoutIsTTY: boolean;
}

export interface Capabilities {
  /** Both ends are a terminal: there is someone to ask. Otherwise: no prompt, no escape codes. */
  readonly interactive: boolean;
  /** The terminal has a screen that can be addressed: alternate screen, cursor. Not `TERM=dumb`, not with a screen reader. */
  readonly fullScreen: boolean;
  readonly colour: boolean;
  /** Signs beyond ASCII come out right. */
  readonly unicode: boolean;
  readonly screenReader: boolean;
}

/** What the terminal can do, as far as the environment tells; nothing is asked of the terminal itself. */
export function detectCapabilities(env: Environment, terminals: Terminals): Capabilities {
  const interactive = terminals.stdinIsTTY && terminals.stdoutIsTTY;
  const screenReader = env.INK_SCREEN_READER === 'true';
  return {
    interactive,
    fullScreen: interactive && !isDumb(env) && !screenReader,
    colour: hasColour(env, terminals.stdoutIsTTY),
    unicode: hasUnicode(env),
    screenReader,
  };
}

function isDumb(env: Environment): boolean {
  return env.TERM === 'dumb' || env.TERM === '' || env.TERM === undefined;
}

/** NO_COLOR (https://no-color.org: set and not empty) is a person's wish and beats all; FORCE_COLOR beats the guess. */
function hasColour(env: Environment, stdoutIsTTY: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stdoutIsTTY && !isDumb(env);
}

/** POSIX: LC_ALL beats LC_CTYPE beats LANG, empty counts as unset. The Linux console's font has too few signs. */
function hasUnicode(env: Environment): boolean {
  if (env.TERM === 'linux' || isDumb(env)) return false;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

/** What {@link prepareEnvironment} changed: the values that were there before; `undefined` for a variable that was not set. */
export type ChangedEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Changes the environment so that Ink and React behave; to be called before they are first imported, and only for the
 * interactive program. Ink draws nothing until the end where CI is set, and runners and bastions do set it; React is
 * slower and prints warnings unless NODE_ENV is production; chalk knows no NO_COLOR.
 *
 * Returns what it changed, for {@link childEnvironment}.
 */
export function prepareEnvironment(env: Record<string, string | undefined>, terminals: Terminals): ChangedEnvironment {
  const before: Record<string, string | undefined> = {};
  const set = (name: string, value: string | undefined): void => {
    if (env[name] === value) return;
    before[name] = env[name];
    if (value === undefined) delete env[name];
    else env[name] = value;
  };
  if (terminals.stdinIsTTY && terminals.stdoutIsTTY) {
    set('CI', undefined);
    set('CONTINUOUS_INTEGRATION', undefined);
  }
  set('NODE_ENV', 'production');
  if (env.NO_COLOR) set('FORCE_COLOR', '0');
  return before;
}

/** The environment as it was before {@link prepareEnvironment}, for programs that are started from here. */
export function childEnvironment(env: Environment, changed: ChangedEnvironment): Record<string, string | undefined> {
  const child: Record<string, string | undefined> = { ...env };
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) delete child[name];
    else child[name] = value;
  }
  return child;
}
