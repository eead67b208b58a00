import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../playbook/nearest.ts';
import { UsageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Arguments by the options that a command has. Throws UsageError, in one line, that names the command's help. */
export function parseCommand<T extends Options>(args: readonly string[], command: string, options: T) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw badArguments(error, command, options);
  }
}

/** What the parser of arguments says, in one line, with the option that was probably meant. */
function badArguments(error: unknown, command: string, options: Options): UsageError {
  const [sentence = ''] = (error as Error).message.split(/\. |[.\n]/);
  const wrong = /^Unknown option '--?([^']{1,64})'/.exec(sentence)?.[1];
  const meant = wrong === undefined ? null : nearest(wrong, Object.keys(options));
  const hint = meant === null ? '' : ` Did you mean --${meant}?`;
  return new UsageError(`${sentence}.${hint} See walkdown ${command} --help.`);
}

/** Words from outside, in an error message: one line, nothing that a terminal obeys. */
export function quoted(words: string): string {
  return `"${words.slice(0, 80).replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?')}"`;
}
