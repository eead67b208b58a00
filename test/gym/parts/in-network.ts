import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Target } from '../../lab/target.ts';

const run = promisify(execFile);

/** A command in a container's network, from the host: containers may not set their routes and filters. */
export async function inNetworkOf(target: Target, ...command: string[]): Promise<void> {
  const { Pid } = (await target.inspect()).State;
  await run('nsenter', ['-t', String(Pid), '-n', ...command]);
}
