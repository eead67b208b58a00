import type { ViewCommand, ViewResult } from '../debug/views.ts';
import type { Answer } from '../engine/engine.ts';
import { splitEndpoint } from '../exchange/endpoint-text.ts';
import type { Evidence, Observation } from '../session/evidence.ts';
import type { ObserveRequest } from './observer.ts';

/** A look-up that took so long is not had twice, in milliseconds. */
const AGAIN_MS = 3_000;
/** Earlier look-ups that were quicker than this, and all found, are no trouble, in seconds. */
const TROUBLE_SECONDS = 1;

export type RunView = (command: ViewCommand) => Promise<Answer<ViewResult>>;

/**
 * The host whose look-up was worst is looked up under the target's libc and under the other one, in turns, in the same
 * network namespace. Whoever wants to go back to the other base sees what that would change. Null: none was in trouble.
 */
export async function lookUpUnderBoth(run: RunView, request: ObserveRequest): Promise<Observation | null> {
  const worst = worstLookUp(request);
  if (worst === null) return null;
  const { host } = splitEndpoint(worst.subject);
  const command = (over: Partial<ViewCommand>): ViewCommand => ({
    what: `look-up of ${host}`,
    view: 'sidecar',
    tier: 'network',
    argv: ['getent', 'ahosts', host],
    env: [],
    needs: ['getent'],
    matched: false,
    timeoutMs: Math.min(request.timeoutMs, 20_000),
    signal: request.signal,
    ...over,
  });
  const evidence: Evidence[] = [];
  for (let round = 0; round < 2 && !request.signal?.aborted; round += 1) {
    const lookUpOwn = () =>
      firstOf(run, [command({ view: 'target', matched: true }), command({ view: 'sidecar', matched: true })]);
    const lookUpOther = () => run(command({ libc: 'other' }));
    // What takes seconds is the wait for answers, which both may have at once; what is quick is had in turns.
    const together = worst.seconds * 1000 > AGAIN_MS ? lookUpOther() : null;
    const own = await lookUpOwn();
    const other = await (together ?? lookUpOther());
    if (!own.ok) return unseen(own.reason, own.toCheckIt, evidence);
    if (!other.ok) return unseen(other.reason, other.toCheckIt, evidence);
    for (const [side, { evidence: seen, startCostMs }] of [
      ['own', own.value],
      ['other', other.value],
    ] as const) {
      evidence.push({ ...seen, data: { side, host, startCostMs } });
    }
    if (evidence.some(({ durationMs }) => durationMs > AGAIN_MS)) break;
  }
  return { kind: 'seen', evidence, libcMatched: null };
}

async function firstOf(run: RunView, commands: readonly ViewCommand[]): Promise<Answer<ViewResult>> {
  let answer: Answer<ViewResult> = { ok: false, kind: 'missing', reason: 'nothing to look it up with', toCheckIt: '' };
  for (const command of commands) {
    answer = await run(command);
    if (answer.ok) return answer;
  }
  return answer;
}

/** Of the look-ups that failed or were slow the worst; null when none was. */
function worstLookUp({ earlier }: ObserveRequest): { subject: string; seconds: number } | null {
  const looked = (earlier['dns-timing'] ?? []).map(({ subject, facts }) => ({
    subject,
    failures: typeof facts.failures === 'number' ? facts.failures : 0,
    seconds: typeof facts.slowestSeconds === 'number' ? facts.slowestSeconds : 0,
  }));
  const [worst] = looked
    .filter(({ failures, seconds }) => failures > 0 || seconds > TROUBLE_SECONDS)
    .sort((a, b) => b.failures - a.failures || b.seconds - a.seconds);
  return worst ?? null;
}

function unseen(reason: string, toCheckIt: string, evidence: Evidence[]): Observation {
  return { kind: 'unseen', reason, toCheckIt, evidence };
}
