import type { WalkSession } from '../walk/walk-session.ts';
import { type Command, UsageError, writeAll } from './io.ts';
import { interruptible, openUnattended, walkToTheEnd, writeOutput } from './unattended.ts';
import { parseWalkOptions, type WalkOptions } from './walk-options.ts';

const HELP = `walkdown compare TARGET TARGET

Walks both and shows where the evidence differs, what explains most first: sick and healthy, before
and after, one cluster and the other (CONTEXT/NAME). Each is a session of its own that names the other.

The options are those of walkdown run (see walkdown run --help); they hold for both targets.
--format takes text (default) or json: walkdown.comparison/1.

Exit status: 0 nothing wrong on either side, 1 a fault on one, 2 bad usage, 3 no engine, 4 no such target,
5 an essential step could not tell, 130 interrupted.
`;

/** `walkdown compare TARGET TARGET`: two walks, one after the other, and a pure difference. */
export const compare: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const options = parseWalkOptions(args, 'compare', { least: 2, most: 2 });
  if (options.format !== 'text' && options.format !== 'json')
    throw new UsageError(`walkdown compare prints text or json; "${options.format}" is neither.`);
  const [first = '', second = ''] = options.targets;
  return interruptible(async (signal) => {
    const open = (target: string) => openUnattended(options, target, ['compare', ...args], io, signal);
    const sides: WalkSession[] = [];
    try {
      // Both are opened before either is walked: a name that is wrong is said at once.
      for (const target of [first, second]) sides.push(await open(target));
      link(sides);
      for (const side of sides) if (!signal.aborted) await walkToTheEnd(side, options.allow, signal);
    } finally {
      await Promise.all(sides.map((side) => side.finish(signal.aborted ? 'interrupted' : 'left')));
    }
    for (const { conductor } of sides) {
      if (conductor.trouble) await writeAll(io.stderr, `walkdown: ${conductor.trouble}\n`);
    }
    if (signal.aborted) return 130;
    await print(sides, options, io.stdout);
    return statusOf(sides);
  });
};

/** Each session says which one it belongs to, so that the notes of either lead to the other. */
function link(sides: readonly WalkSession[]): void {
  const states = sides.map(({ conductor }) => conductor.state);
  for (const [index, { conductor }] of sides.entries()) {
    const other = states[1 - index];
    const name = other?.target?.name ?? '';
    conductor.record({
      type: 'note.added',
      text: `compared with ${name} (session ${other?.session?.id ?? ''})`,
      operator: conductor.state.operators.at(-1) ?? '',
    });
  }
}

async function print(
  sides: readonly WalkSession[],
  { format, output }: WalkOptions,
  stdout: NodeJS.WritableStream,
): Promise<void> {
  const [{ compareReports }, { renderComparison }] = await Promise.all([
    import('../notes/comparison.ts'),
    import('../notes/comparison-text.ts'),
  ]);
  const [left, right] = sides.map((side) => side.report());
  if (!left || !right) return;
  const comparison = compareReports(left, right);
  const text = format === 'json' ? `${JSON.stringify(comparison, null, 2)}\n` : renderComparison(comparison);
  if (output) await writeOutput(output, text);
  else await writeAll(stdout, text);
}

/** A fault on either side is 1; what could not be told on either is 5. */
async function statusOf(sides: readonly WalkSession[]): Promise<number> {
  const { exitStatus } = await import('../notes/report.ts');
  const all = sides.map((side) => exitStatus(side.conductor.state, side.diagnosis(), side.rulebook.playbook));
  return all.includes(1) ? 1 : all.includes(5) ? 5 : 0;
}
