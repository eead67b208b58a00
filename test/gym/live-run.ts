import { liveState } from '../lab/live.ts';
import { type CaseResult, type HowToRun, runCase } from './run-case.ts';

/**
 * Walks these scenarios on the lab's engine, so many side by side, telling of each when it is done. An interrupt ends
 * what stands and begins nothing new. Gives the reason where there is no engine.
 */
export async function runLive(
  names: readonly string[],
  jobs: number,
  how: HowToRun,
  tell: (result: CaseResult) => CaseResult,
): Promise<CaseResult[] | { reason: string }> {
  const live = await liveState();
  if ('reason' in live) return live;
  const queue = [...names];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => queue.splice(0));
  const results: CaseResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(tell(await runCase(next, how)));
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return results;
}
