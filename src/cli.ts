#!/usr/bin/env node
import pkg from '../package.json' with { type: 'json' };
import type { Command, CommandIo } from './commands/io.ts';

/** Arguments in, exit status out; nothing else. What a command needs is loaded when it is called. */

const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  walk: {
    about: "TARGET  opens the screens on a target, where its name is also a command's",
    load: async () => (await import('./commands/tui.ts')).tui,
  },

  match: {
    about: '[FILE]  names the incident signatures that a log or error text matches',
    load: async () => {
      const { runMatch } = await import('./commands/match.ts');
      return (args, io) => runMatch({ args, ...io });
    },
  },
  run: {
    about: 'TARGET  walks the playbook unattended and prints a report',
    load: async () => (await import('./commands/run.ts')).run,
  },
};

const HELP = `walkdown ${pkg.version}: finds out why a container is broken, with proof, and hands over the notes.

  walkdown                     pick a container, name the symptom, walk the playbook
  walkdown TARGET              the same, with the target given: a container (name, id, prefix),
                               CONTEXT/NAME, image:REF or incident:ID
${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  walkdown ${name} ${about}`)
  .map((line) => {
    const [head, tail] = line.split(/ {2}(?=\S)(?!walkdown)/);
    return tail ? `  ${(head ?? '').trim().padEnd(27)}  ${tail}` : line;
  })
  .join('\n')}

  walkdown COMMAND --help      the options of a command
  walkdown --version

Exit status: 0 nothing wrong found, 1 a fault, 2 bad usage, 3 no engine, 4 no such target, 5 could not tell, 130 interrupted.
`;

async function main(argv: string[], io: CommandIo): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-V') return say(io, `${pkg.version}\n`);
  if (first === '--help' || first === '-h' || first === 'help') return say(io, HELP);
  const known = first === undefined ? undefined : COMMANDS[first];
  const command = await (known ?? (COMMANDS.walk as NonNullable<typeof known>)).load();
  return command(known ? rest : argv, io);
}

function say(io: CommandIo, text: string): number {
  io.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2), process);
} catch (error) {
  const status = (error as { exitStatus?: unknown }).exitStatus;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`walkdown: ${message.split('\n')[0]}\n`);
  if (process.env.WALKDOWN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = typeof status === 'number' ? status : 2;
}
