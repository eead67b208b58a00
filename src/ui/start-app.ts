import {
  type Capabilities,
  detectCapabilities,
  type Environment,
  prepareEnvironment,
} from '../terminal/capabilities.ts';
import type { Cleanup } from '../terminal/cleanup.ts';
import type { Workbench } from './ports.ts';

export interface AppOptions {
  readonly workbench: Workbench;
  /** What `Workbench.open` takes; opened at once. When that fails, the list of targets says why. */
  readonly initialTarget?: string | undefined;
  /** Id of a symptom: the question is then not asked. */
  readonly initialSymptom?: string | undefined;
  readonly capabilities: Capabilities;
  /** Installed by the caller. */
  readonly cleanup: Cleanup;
  readonly env: Environment;
}

export interface AppResult {
  /** The exit status that the contract gives to what was found. */
  readonly status: number;
  /** Already printed. */
  readonly lastLines: readonly string[];
}

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
