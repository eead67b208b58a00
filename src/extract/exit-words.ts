/** Signals by number, on every architecture that matters here. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

const WORDS: Readonly<Record<number, string>> = {
  0: 'it ended by itself, without an error',
  1: "the program's own error, or (before runc 1.2) it could not be executed",
  2: "the program's own error, or a shell's syntax error",
  3: "the program's own error; a JVM told to exit when out of heap does this",
  124: 'a time limit of timeout(1) ended it',
  125: 'the engine itself could not start it',
  126: 'found, but it could not be executed',
  127: 'not found: the program, its loader or a library of it',
  128: 'it could not be started',
  132: 'illegal instruction (SIGILL): built for a newer processor, or a trap of its own',
  134: 'it aborted (SIGABRT): its own assertion or heap limit',
  137: 'killed (SIGKILL)',
  139: 'it crashed (SIGSEGV); as process 1, an abort ends so as well',
  143: 'asked to stop (SIGTERM), and did',
  255: 'it could not be executed (runc 1.2 and later), or its own exit -1',
};

/** An exit status in words. */
export function exitWords(code: number): string {
  const known = WORDS[code];
  if (known !== undefined) return known;
  const signal = code > 128 ? SIGNALS[code - 128] : undefined;
  return signal === undefined ? "the program's own status" : `ended by ${signal}`;
}
