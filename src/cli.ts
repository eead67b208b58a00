#!/usr/bin/env node
import pkg from '../package.json' with { type: 'json' };
import type { CommandName } from './commands/command-names.ts';
import type { Command, CommandIo } from './commands/io.ts';

/** Arguments in, exit status out; nothing else. What a command needs is loaded when it is called. */

interface Entry {
  /** What follows the name on the command line. */
  readonly takes: string;
  /** One line of the help, at most 60 characters. */
  readonly about: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: Record<CommandName, Entry> = {
  walk: {
    takes: 'TARGET',
    about: "the screens on a target whose name is also a command's",
    load: async () => (await import('./commands/tui.ts')).tui,
  },
  run: {
    takes: 'TARGET',
    about: 'walks the playbook unattended and prints a report',
    load: async () => (await import('./commands/run.ts')).run,
  },
  compare: {
    takes: 'TARGET TARGET',
    about: 'walks both and shows where they differ',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  replay: {
    takes: 'SESSION',
    about: "opens a session again; --judge by today's playbook",
    load: async () => (await import('./commands/replay.ts')).replay,
  },
  sessions: {
    takes: '[list|resume|…]',
    about: 'stored sessions: list, resume, show, delete, hand over',
    load: async () => (await import('./commands/sessions-or-resume.ts')).sessionsOrResume,
  },
  notes: {
    takes: 'SESSION',
    about: 'exports the notes of a session',
    load: async () => (await import('./commands/notes.ts')).notes,
  },
  toolkit: {
    takes: 'build|list|…',
    about: 'the matched debug images, made before the incident',
    load: async () => (await import('./commands/toolkit.ts')).toolkit,
  },
  doctor: {
    takes: '',
    about: 'is this machine ready for an incident?',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  sweep: {
    takes: '',
    about: 'removes what an earlier session left behind',
    load: async () => (await import('./commands/sweep.ts')).sweep,
  },
  playbook: {
    takes: 'list|check|…',
    about: 'lists, shows, checks, tests and begins playbooks',
    load: async () => {
      const [{ runPlaybookCommand }, { libraryParts }] = await Promise.all([
        import('./commands/playbook.ts'),
        import('./walk/rulebook.ts'),
      ]);
      return async (args, { stdout, stderr, env }) =>
        runPlaybookCommand(args, { stdout, stderr, env, parts: await libraryParts() });
    },
  },
  match: {
    takes: '[FILE]',
    about: 'names the incident signatures that a log matches',
    load: async () => {
      const { runMatch } = await import('./commands/match.ts');
      return (args, { stdin, stdout, stderr, env }) => runMatch({ args, stdin, stdout, stderr, env });
    },
  },
  advise: {
    takes: '[image:REF]',
    about: 'which base image, asked or read off an image',
    load: async () => (await import('./commands/advise.ts')).advise,
  },
};

const LEFT = 34;

function helpLine(command: string, about: string): string {
  return `  ${command.padEnd(LEFT)} ${about}`;
}

const HELP = `walkdown ${pkg.version}: finds out why a container is broken, with proof, and hands over the notes.

${helpLine('walkdown', 'pick a container, name the symptom, walk the playbook')}
${helpLine('walkdown TARGET', 'the same, with the target given: a container (name, id,')}
${helpLine('', 'prefix), CONTEXT/NAME, image:REF or incident:ID')}
${Object.entries(COMMANDS)
  .map(([name, { takes, about }]) => helpLine(`walkdown ${name} ${takes}`, about))
  .join('\n')}

${helpLine('walkdown COMMAND --help', 'the options of a command')}
${helpLine('walkdown --version', '')}

Exit status: 0 nothing wrong found, 1 a fault, 2 bad usage, 3 no engine, 4 no such target,
5 could not tell, 130 interrupted.
`.replace(/ +$/gm, '');

async function main(argv: string[], io: CommandIo): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-V') return say(io, `${pkg.version}\n`);
  if (first === '--help' || first === '-h' || first === 'help') return say(io, HELP);
  const known = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first as CommandName] : undefined;
  // One word may be a target; a word before others is a command, and a misspelt one opens nothing.
  const [second = '-'] = rest;
  if (known === undefined && first !== undefined && !first.startsWith('-') && !second.startsWith('-')) {
    const { commandMeant } = await import('./commands/command-names.ts');
    const hint = commandMeant(first);
    if (hint !== '') throw new Error(`there is no command "${first.slice(0, 60)}"; ${hint}`);
  }
  const command = await (known ?? COMMANDS.walk).load();
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
  process.stderr.write(`walkdown: ${(message.split('\n')[0] ?? '').replace(/[\x00-\x1f\x7f-\x9f]/g, '?')}\n`);
  if (process.env.WALKDOWN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = typeof status === 'number' ? status : 2;
}
