import type { ParseArgsConfig } from 'node:util';
import { parseCommand } from './arguments.ts';

/** Options that say which engine, and those of the command itself. */
const ENGINE = {
  context: { type: 'string' },
  host: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface EngineCommand<T> {
  readonly values: T & { context?: string; host?: string; help?: boolean };
  readonly positionals: string[];
}

/** Parses a command's arguments, `--context` and `--host` among them. Throws UsageError with what to write instead. */
export function parseEngineCommand<T extends Record<string, string | boolean | undefined>>(
  args: string[],
  command: string,
  options: NonNullable<ParseArgsConfig['options']> = {},
): EngineCommand<T> {
  const parsed = parseCommand(args, command, { ...ENGINE, ...options });
  return { values: parsed.values as EngineCommand<T>['values'], positionals: parsed.positionals };
}
