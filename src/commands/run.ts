import { readFile, writeFile } from 'node:fs/promises';
import type { CommandIo } from './io.ts';
import { UsageError, writeAll } from './io.ts';
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
  const { openWalk } = await import('../walk/open-walk.ts');
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  try {
    const session = await openWalk({
      ...options,
      target: options.targets[0] ?? '',
      referenceCaPem: await pem(options.referenceCa),
      argv: ['run', ...args],
      env: io.env,
      cwd: process.cwd(),
      ask: null,
      signal: interrupt.signal,
    });
    const { conductor } = session;
    conductor.allow(
      ['engine', 'image', 'network', 'process', ...options.allow],
      'run: up to process, and what --allow names',
    );
    await conductor.takeAll(interrupt.signal);
    await session.finish(interrupt.signal.aborted ? 'interrupted' : 'complete');
    const report = session.report();
    const { renderReport } = await import('../notes/render.ts');
    const text = await renderReport(options.format, report, conductor.state);
    if (options.output) await write(options.output, text);
    else await writeAll(io.stdout, text);
    if (conductor.trouble) await writeAll(io.stderr, `walkdown: ${conductor.trouble}\n`);
    if (interrupt.signal.aborted) return 130;
    const { exitStatus } = await import('../notes/report.ts');
    return exitStatus(conductor.state, session.diagnosis(), session.rulebook.playbook);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, onSignal);
  }
}

async function pem(file: string | null): Promise<string | null> {
  if (file === null) return null;
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new UsageError(
      `--reference-ca ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): name a PEM file.`,
    );
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      `--output ${file} cannot be written (${(error as NodeJS.ErrnoException).code}): name another file.`,
    );
  }
}
