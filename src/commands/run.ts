import type { CommandIo } from './io.ts';
import { writeAll } from './io.ts';
import { interruptible, openUnattended, walkToTheEnd, writeOutput } from './unattended.ts';
import { parseWalkOptions } from './walk-options.ts';

const HELP = `walkdown run TARGET

Walks the playbook unattended and prints a report. TARGET: a container's name, id or unique prefix,
CONTEXT/NAME, image:REF or incident:ID.

  --playbook NAME|FILE   default fast-diagnosis
  --symptom ID           start from what is seen (wont-start, tls-errors, dns-timeouts, slow, …)
  --endpoint HOST[:PORT] a host that matters; repeatable; found out when left out
  --binary PATH          the binary to look at; found out when left out
  --expect-image REF|ID|DIGEST   what should be running
  --reference-ca FILE    a CA bundle known to be current; else Node's own roots
  --debug-image REF      use this debug image
  --context NAME, --host URL     which engine
  --allow TIER           a tier that may be used; repeatable (engine, image, network and process are)
  --timeout SECONDS      for one command
  --format text|md|json|junit|sarif, --output FILE
  --incident REF         named in the notes and on every container of ours

Exit status: 0 nothing wrong found, 1 a fault, 2 bad usage, 3 no engine, 4 no such target,
5 an essential step could not tell, 130 interrupted.
`;

/** `walkdown run TARGET`: the unattended skin over a walk. Exit statuses are the contract's. */
export async function run(args: string[], io: CommandIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const options = parseWalkOptions(args, 'run', { least: 1, most: 1 });
  return interruptible(async (signal) => {
    const session = await openUnattended(options, options.targets[0] ?? '', ['run', ...args], io, signal);
    await walkToTheEnd(session, options.allow, signal);
    const { conductor } = session;
    const { renderReport } = await import('../notes/render.ts');
    const text = await renderReport(options.format, session.report(), conductor.state);
    if (options.output) await writeOutput(options.output, text);
    else await writeAll(io.stdout, text);
    if (conductor.trouble) await writeAll(io.stderr, `walkdown: ${conductor.trouble}\n`);
    if (signal.aborted) return 130;
    const { exitStatus } = await import('../notes/report.ts');
    return exitStatus(conductor.state, session.diagnosis(), session.rulebook.playbook);
  });
}
