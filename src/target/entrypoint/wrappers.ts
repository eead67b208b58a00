/** What a command line starts in the end, looked at without running it. */
export interface Unwrapped {
  readonly argv: readonly string[];
  /** In words: "started by tini", "first word of sh -c". */
  readonly how: string;
  /** Whether it certainly is started as it stands; false where it was read out of a script. */
  readonly certain: boolean;
  /** `cd DIR &&` before it. */
  readonly directory?: string;
  /** It runs as another user (gosu, su-exec). */
  readonly user?: string;
  /** What the shell comes to after it (`migrate && exec server`); read, not certain. */
  readonly afterwards?: Unwrapped;
}

/** Programs that start the rest of their command line; with those of their options that take a value. */
const INITS: Readonly<Record<string, readonly string[]>> = {
  tini: ['-p', '-e'],
  'tini-static': ['-p', '-e'],
  'docker-init': ['-p', '-e'],
  'dumb-init': ['-r', '--rewrite'],
  catatonit: ['-P'],
  nohup: [],
  setsid: [],
  nice: ['-n'],
  ionice: ['-c', '-n'],
  stdbuf: ['-i', '-o', '-e'],
  exec: ['-a'],
  dockerize: ['-wait', '-timeout', '-template', '-stdout', '-stderr'],
  'wait-for-it.sh': ['-t'],
};

/** Options of env that take a value. */
const ENV_VALUED = ['-u', '--unset', '-C', '--chdir', '-a', '--argv0'];
/** Programs whose first word is a user. */
const USER_SWITCHES = new Set(['gosu', 'su-exec', 'setuidgid']);
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'busybox']);
/** Words of a shell that are no programs. */
const BUILTINS = new Set(
  '. : [ [[ { ( alias bg break case cd command continue do done echo elif else esac eval exit export false fg fi for function getopts hash if jobs local printf pwd read readonly return select set shift source test then time times trap true type ulimit umask unset until wait while'.split(
    ' ',
  ),
);

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isShell(program: string): boolean {
  return SHELLS.has(baseName(program));
}

/** The command line that a known wrapper starts; null when the program is none, or starts nothing further. */
export function unwrap(argv: readonly string[]): Unwrapped | null {
  const [program, ...rest] = argv;
  if (program === undefined) return null;
  const name = baseName(program);
  const valued = Object.hasOwn(INITS, name) ? INITS[name] : undefined;
  if (valued) {
    const from = firstOperand(rest, valued);
    return from < 0 ? null : { argv: rest.slice(from), how: `started by ${name}`, certain: true };
  }
  if (USER_SWITCHES.has(name) && rest.length >= 2) {
    return { argv: rest.slice(1), how: `started by ${name}`, certain: true, user: rest[0] ?? '' };
  }
  if (name === 'env') return unwrapEnv(rest);
  if (SHELLS.has(name)) return unwrapShell(name === 'busybox' ? rest.slice(1) : rest, name);
  return null;
}

/** Index of the first word that is neither an option nor an option's value; -1 when there is none. */
function firstOperand(words: readonly string[], valued: readonly string[]): number {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (word === '--') return i + 1 < words.length ? i + 1 : -1;
    if (!word.startsWith('-')) return i;
    if (valued.includes(word)) i += 1;
  }
  return -1;
}

function unwrapEnv(words: readonly string[]): Unwrapped | null {
  const operand = firstOperand(words, ENV_VALUED);
  const from = operand < 0 ? -1 : words.findIndex((word, i) => i >= operand && !/^[A-Za-z_]\w*=/.test(word));
  if (from < 0) return null;
  const at = words.slice(0, operand).findIndex((word) => word === '-C' || word === '--chdir');
  const directory = at < 0 ? undefined : words[at + 1];
  return {
    argv: words.slice(from),
    how: 'started by env',
    certain: true,
    ...(directory === undefined ? {} : { directory }),
  };
}

function unwrapShell(words: readonly string[], name: string): Unwrapped | null {
  const at = words.findIndex((word) => !word.startsWith('-') || /^-[a-z]*c[a-z]*$/.test(word));
  const word = words[at];
  if (word === undefined || !word.startsWith('-')) return null;
  const script = words[at + 1];
  if (script === undefined) return null;
  const first = firstCommand(script, `first command of ${name} -c`);
  const last = lastCommand(script, `last command of ${name} -c`);
  if (first === null || last === null) return first ?? last;
  return last.argv.join('\0') === first.argv.join('\0') ? first : { ...first, afterwards: last };
}

/** The last of several commands that a shell text strings together; null when it is not plain. */
function lastCommand(script: string, how: string): Unwrapped | null {
  const parts = script
    .slice(0, 16_384)
    .split(/&&|\|\||[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const [end = ''] = parts.slice(-1);
  // In a loop or a condition the last command need not be reached; an `exec` was written to be.
  const compound = parts.some((part) => /^(?:while|until|for|if|case|[{(])(?:\s|$)/.test(part));
  if (parts.length < 2 || (compound && !end.startsWith('exec '))) return null;
  const last = firstCommand(end, how);
  return last && { ...last, certain: false };
}

/** The simple command that a shell text begins with (`cd` before it is followed); null where it is anything else. */
function firstCommand(script: string, how: string): Unwrapped | null {
  let text = script.slice(0, 16_384).trim();
  let directory: string | undefined;
  for (let i = 0; i < 8; i += 1) {
    const cd = /^cd +([\w./-]+) *(?:&&|;) */.exec(text);
    if (cd === null) break;
    directory = directory === undefined || cd[1]?.startsWith('/') ? cd[1] : `${directory}/${cd[1]}`;
    text = text.slice(cd[0].length);
  }
  const words = plainWords(text);
  const from = words.findIndex((word) => word !== 'exec' && !/^[A-Za-z_]\w*=/.test(word));
  const argv = from < 0 ? [] : words.slice(from);
  const [first] = argv;
  if (first === undefined || BUILTINS.has(first)) return null;
  return { argv, how, certain: true, ...(directory === undefined ? {} : { directory }) };
}

/** The words of a simple command up to the first thing that only a shell understands. */
function plainWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /[ \t]*(?:'([^'\n]*)'|"([^"$`\\\n]*)"|([\w@%+=:,./~-]+))(?=[ \t\n;&|<>()]|$)/y;
  while (words.length < 64) {
    const match = pattern.exec(text);
    if (match === null) break;
    words.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return words;
}

/** Whether a script hands on to its own arguments: `exec "$@"`, also behind gosu or tini. */
export function handsOn(script: string): boolean {
  return /^[ \t]*exec\b[^\n#]{0,200}(?:"\$@"|\$@|"\$\{@\}"|\$\*)/m.test(script.slice(0, 65_536));
}

/** The last `exec PROGRAM …` of a script whose words are plain; what it probably ends up as. */
export function lastExec(script: string): Unwrapped | null {
  let found: Unwrapped | null = null;
  for (const match of script.slice(0, 65_536).matchAll(/^[ \t]*exec[ \t]+([^\n]{1,2000})$/gm)) {
    const command = firstCommand(match[1] ?? '', 'exec at the end of the script');
    if (command) found = { ...command, certain: false };
  }
  return found;
}

/** Interpreters whose first plain argument is a file, with the endings that make it certain. */
const SCRIPT_ENDINGS = /\.(?:c?js|mjs|ts|py|pyc|rb|pl|php|sh|bash|lua|jar|r)$/i;
const INTERPRETERS: Readonly<Record<string, readonly string[]>> = {
  node: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--env-file'],
  nodejs: ['-r', '--require', '--import'],
  bun: [],
  deno: [],
  python: ['-W', '-X'],
  ruby: ['-I', '-r', '-C'],
  perl: ['-I'],
  php: ['-d', '-c'],
  lua: [],
  sh: ['-o'],
  bash: ['-o', '--rcfile', '--init-file'],
  ash: ['-o'],
  dash: ['-o'],
};

/** The file that an interpreter's command line names: `node server.js`, `python -u app.py`, `java -jar app.jar`; or null. */
export function scriptArgument(argv: readonly string[]): string | null {
  const [program = '', ...rest] = argv;
  const name = baseName(program).replace(/\d[\d.]*$/, '');
  if (name === 'java') {
    const at = rest.indexOf('-jar');
    return at >= 0 ? (rest[at + 1] ?? null) : null;
  }
  const valued = Object.hasOwn(INTERPRETERS, name) ? INTERPRETERS[name] : undefined;
  if (!valued) return null;
  for (let i = 0; i < rest.length; i += 1) {
    const word = rest[i] ?? '';
    if (valued.includes(word)) i += 1;
    else if (word === '-c' || word === '-m' || word === '-e' || word === '-p' || word === '--eval' || word === '-')
      return null;
    else if (!word.startsWith('-')) {
      if (/^-[a-z]*c/.test(word)) return null;
      return isShell(name) || SCRIPT_ENDINGS.test(word) ? word : null;
    } else if (isShell(name) && /^-[a-z]*c[a-z]*$/.test(word)) return null;
  }
  return null;
}
