import { type Command, UsageError } from './io.ts';

/** `walkdown sessions …`: `resume` opens the screens, everything else is in sessions.ts. */
export const sessionsOrResume: Command = async (args, io) => {
  if (args[0] !== 'resume' || args.includes('--help') || args.includes('-h')) {
    return (await import('./sessions.ts')).sessions(args, io);
  }
  const [name, ...more] = args.slice(1);
  if (name === undefined || more.length > 0)
    throw new UsageError('walkdown sessions resume takes one session; walkdown sessions lists them.');
  const [{ resolveSession }, { tui }] = await Promise.all([import('../session/find-session.ts'), import('./tui.ts')]);
  return tui([`session:${resolveSession(name, io.env).id}`], io);
};
