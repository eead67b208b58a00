import { commandMeant } from './command-names.ts';
import { type Command, UsageError, writeAll } from './io.ts';
import { parseWalkOptions } from './walk-options.ts';

const HELP = `walkdown [TARGET]

Opens the screens: pick a target, name what you see, walk the playbook with Enter, export the notes.
TARGET: a container's name, id or unique prefix, CONTEXT/NAME, image:REF or incident:ID.
The options are those of walkdown run (see walkdown run --help), but for --format and --output.
`;

/** `walkdown` and `walkdown TARGET`: the screens. Not a terminal: says to use run, exit status 2. */
export const tui: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const options = parseWalkOptions(args, 'TARGET', { least: 0, most: 1 });
  const [target] = options.targets;
  const { notATerminalMessage, startApp } = await import('../ui/start-app.ts');
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const hint = commandMeant(target ?? '');
    throw new UsageError(`${notATerminalMessage(target)}${hint === '' ? '' : `; or ${hint}`}`);
  }
  const [{ liveWorkbench }, { Cleanup }] = await Promise.all([
    import('./workbench.ts'),
    import('../terminal/cleanup.ts'),
  ]);
  const cleanup = new Cleanup({
    reportCrash: (error) => {
      const words = error instanceof Error ? (process.env.WALKDOWN_DEBUG ? error.stack : error.message) : String(error);
      process.stderr.write(`walkdown: ${words}\nThe session is kept: walkdown sessions resume latest\n`);
    },
  });
  cleanup.install();
  const workbench = liveWorkbench(options, args, io.env);
  const { status } = await startApp({
    workbench,
    cleanup,
    initialTarget: target,
    initialSymptom: options.symptom === 'unknown' ? undefined : options.symptom,
  });
  await workbench.close();
  cleanup.uninstall();
  return status;
};
