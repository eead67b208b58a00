import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Arguments by the options that a command has. Throws UsageError, in one line, that names the command's help. */
export function parseCommand<T extends Options>(args: readonly string[], command: string, options: T) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |[.\n]/);
    throw new UsageError(`${sentence}. See walkdown ${command} --help.`);
  }
}

/** Words from outside, in an error message: one line, nothing that a terminal obeys. */
export function quoted(words: string): string {
  return `"${words.slice(0, 80).replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?')}"`;
}
