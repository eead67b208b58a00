import { writeFile } from 'node:fs/promises';
import type { Tier } from '../session/evidence.ts';
import type { WalkSession } from '../walk/walk-session.ts';
import { type CommandIo, UsageError } from './io.ts';
import { readPem } from './reference-ca.ts';
import type { WalkOptions } from './walk-options.ts';

/** What a walk without a person may use unless told otherwise. */
const UNATTENDED: readonly Tier[] = ['engine', 'image', 'network', 'process'];

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs work whose signal aborts when the process is asked to end. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  }
}

/** Opens a walk that nobody is asked about; `argv` is the command line for its journal. */
export async function openUnattended(
  options: WalkOptions,
  target: string,
  argv: readonly string[],
  io: CommandIo,
  signal: AbortSignal,
): Promise<WalkSession> {
  const [{ openWalk }, referenceCaPem] = await Promise.all([
    import('../walk/open-walk.ts'),
    readPem(options.referenceCa),
  ]);
  return openWalk({
    ...options,
    target,
    referenceCaPem,
    argv,
    env: io.env,
    cwd: process.cwd(),
    ask: null,
    consentFirst: false,
    signal,
  });
}

/** Takes every step and ends the walk: what is ours is gone and the target looked at again when this resolves. */
export async function walkToTheEnd(session: WalkSession, allow: readonly Tier[], signal: AbortSignal): Promise<void> {
  const { conductor } = session;
  conductor.allow([...new Set([...UNATTENDED, ...allow])], 'unattended: up to process, and what --allow names');
  await conductor.takeAll(signal);
  await session.finish(signal.aborted ? 'interrupted' : 'complete');
}

/** Writes `--output`, readable by its owner alone. Throws UsageError. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      `--output ${file} cannot be written (${(error as NodeJS.ErrnoException).code}): name another file.`,
    );
  }
}
