/** What an engine's or a shell's own words say of a failed start. */
export type StartErrorKind =
  | ''
  | 'not-in-path'
  | 'stat-not-found'
  | 'exec-not-found'
  | 'shell-not-found'
  | 'format'
  | 'permission'
  | 'chdir'
  | 'workdir-not-directory'
  | 'unknown-user'
  | 'argument-list-too-long'
  | 'mount'
  | 'port-taken'
  | 'disk-full';

/** In this order: the more telling first, for several may stand in one sentence. */
const WORDS: readonly (readonly [StartErrorKind, RegExp])[] = [
  ['disk-full', /no space left on device/],
  ['port-taken', /port is already allocated|address already in use|bind for [^ ]{1,80} failed/i],
  ['unknown-user', /unable to find (?:user|group) |no matching entries in (?:passwd|group) file/],
  ['not-in-path', /executable file not found in \$PATH/],
  ['workdir-not-directory', /(?:mkdir|chdir)[^\n]{0,300}: not a directory/],
  ['chdir', /chdir to cwd/],
  ['stat-not-found', /: stat [^\n:]{1,300}: no such file or directory/],
  ['argument-list-too-long', /argument list too long/i],
  ['format', /exec format error|cannot execute binary file/i],
  ['permission', /permission denied/i],
  ['mount', /error mounting|bind source path does not exist|invalid mount config/],
  [
    'shell-not-found',
    /cannot execute: required file not found|bad interpreter: No such file|(?:sh|bash|dash|env)[^\n]{0,200}: not found$/m,
  ],
  ['exec-not-found', /exec [^\n]{1,300}: no such file or directory|exec user process caused[^\n]{0,10}no such file/],
];

/** Classifies an error of the engine, or a line that a runtime or shell printed; empty when it is none of these. */
export function classifyStartError(text: string): StartErrorKind {
  const bounded = text.slice(0, 8192);
  return WORDS.find(([, words]) => words.test(bounded))?.[0] ?? '';
}

/** The words themselves, as short as they prove it: without the engine's "failed to create shim task" in front. */
export function essentialWords(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  const marker = 'unable to start container process: ';
  const at = line.lastIndexOf(marker);
  return (at < 0 ? line : line.slice(at + marker.length)).slice(0, 400);
}
