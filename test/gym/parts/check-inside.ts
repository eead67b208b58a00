import type { Scenario } from '../../lab/scenario.ts';
import type { Target } from '../../lab/target.ts';
import { until } from '../../lab/wait.ts';

/** Sees that a scenario's fault is really there; throws when it is not. */
export type Check = (scenario: Scenario) => Promise<void>;

/** Each of these holds. */
export const both =
  (...checks: Check[]): Check =>
  async (scenario) => {
    for (const check of checks) await check(scenario);
  };

/** The log, or the engine's refusal to start it, says so; with this exit status where one is given. */
export const says =
  (text: string, exit?: number): Check =>
  async ({ target }) => {
    await until(
      `${target.name} to say "${text}"`,
      async () => `${target.startError ?? ''}${await target.logs()}`.includes(text),
      40_000,
    );
    if (exit === undefined) return;
    const ended = async () => (await target.inspect()).State.ExitCode === exit;
    await until(`${target.name} to end with ${exit}`, ended);
  };

/** A command in the container fails, as the fault has it. */
export const fails =
  (...argv: string[]): Check =>
  async ({ target }) => {
    const { exit, output } = await target.run(...argv);
    if (exit === 0) throw new Error(`${argv.join(' ')} succeeds in ${target.name}: ${output}`);
  };

/** What a command in the container prints is so. */
export const prints =
  (wanted: RegExp, ...argv: string[]): Check =>
  async ({ target }) => {
    const { output } = await target.run(...argv);
    if (!wanted.test(output))
      throw new Error(`${argv.join(' ')} in ${target.name} does not print ${wanted}: ${output}`);
  };

/** No byte is left on the file system of this path. */
export const isFull = (path: string): Check => prints(/100%/, 'df', path);

/** A connection of the container to this IPv4 address stands. */
export async function holdsConnection(target: Target, address: string): Promise<void> {
  const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  const remote = hex.reverse().join('').toUpperCase();
  await prints(new RegExp(` ${remote}:[0-9A-F]{4} 01 `), 'cat', '/proc/net/tcp')({ target });
}

interface Stats {
  readonly cpu_stats: { readonly throttling_data: { readonly throttled_periods: number } };
  readonly memory_stats: { readonly usage: number; readonly limit: number };
}

/** What the engine measures of it comes to this. */
const measured =
  (what: string, holds: (stats: Stats) => boolean): Check =>
  async ({ target }) => {
    await until(`${target.name} ${what}`, async () =>
      holds((await target.container.stats({ stream: false, 'one-shot': true })) as unknown as Stats),
    );
  };

/** It is kept from the CPU by its limit. */
export const isThrottled = measured(
  'to be throttled',
  ({ cpu_stats }) => cpu_stats.throttling_data.throttled_periods > 5,
);

/** It holds nine tenths of its memory limit. */
export const pressesOnMemory = measured(
  'to press on its limit',
  ({ memory_stats }) => memory_stats.usage > 0.9 * memory_stats.limit,
);

interface Usage {
  readonly cpu_usage: { readonly total_usage: number };
}
interface TwoLooks {
  readonly read: string;
  readonly preread: string;
  readonly cpu_stats: Usage;
  readonly precpu_stats: Usage;
}

/** It is given so many CPUs: where others take them, threads do not get into each other's way. */
export const getsCpu =
  (least: number): Check =>
  async ({ target }) => {
    let last = 0;
    const enough = async () => {
      const seen = (await target.container.stats({ stream: false })) as unknown as TwoLooks;
      const used = seen.cpu_stats.cpu_usage.total_usage - seen.precpu_stats.cpu_usage.total_usage;
      last = used / ((Date.parse(seen.read) - Date.parse(seen.preread)) * 1e6);
      return last >= least;
    };
    await until(`${target.name} to get ${least} CPU`, enough).catch(() => {
      throw new Error(
        `this machine is too busy: ${target.name} gets ${last.toFixed(2)} CPU of the ${least} that it takes`,
      );
    });
  };
