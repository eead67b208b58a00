import { detectCapabilities, prepareEnvironment } from '../terminal/capabilities.ts';
import type { AppOptions, AppResult } from './app-options.ts';

export type StartOptions = Omit<AppOptions, 'capabilities' | 'env'>;

/**
 * Opens the screens on this process's terminal and resolves when the person has left. Prepares the environment before
 * Ink is loaded, so nothing else may have imported it.
 *
 * @throws Error when standard input and output are not both a terminal; see {@link notATerminalMessage}.
 */
export async function startApp(options: StartOptions): Promise<AppResult> {
  const terminals = { stdinIsTTY: process.stdin.isTTY === true, stdoutIsTTY: process.stdout.isTTY === true };
  const capabilities = detectCapabilities(process.env, terminals);
  if (!capabilities.interactive) throw new Error(notATerminalMessage(options.initialTarget));
  prepareEnvironment(process.env, terminals);
  const { runApp } = await import('./app.tsx');
  return runApp({ ...options, capabilities, env: process.env });
}

/** For pipes, CI and cron: one line that says what to do instead. */
export function notATerminalMessage(target?: string): string {
  return `this is not a terminal; use: walkdown run ${target ?? 'TARGET'}`;
}
