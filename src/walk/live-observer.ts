import { isIP } from 'node:net';
import { wantedTier } from '../debug/tier-rules.ts';
import type { DebugViews } from '../debug/views.ts';
import type { Unavailable } from '../engine/engine.ts';
import { fillArgv, fillText, fillWith } from '../playbook/fill.ts';
import type { Action, Step } from '../playbook/playbook.ts';
import type { Evidence, Observation, Tier } from '../session/evidence.ts';
import type { ReadContext, Reader } from '../target/reader.ts';
import { derivedEvidence } from './derived-evidence.ts';
import type { ExchangeContext } from './exchange-context.ts';
import type { ExchangeRunner } from './exchanges.ts';
import type { ObserveRequest, Observer } from './observer.ts';

/** For a look-up on the way to something else, in milliseconds. */
const LOOK_UP_MS = 15_000;

/** Repetition shows that it stays so; of what takes seconds, two show it as well as three, in milliseconds. */
const REPEAT_MS = 6_000;

export interface LiveParts {
  readonly views: DebugViews;
  readonly readers: Readonly<Record<string, Reader>>;
  readonly exchanges: Readonly<Record<string, ExchangeRunner>>;
  /** What readers need of this target; the request's own parts are added a step. */
  readonly reading: () => Omit<ReadContext, 'target' | 'subject' | 'earlier' | 'timeoutMs' | 'signal'>;
  /** A person's answer to an `ask` step; null where nobody can be asked. */
  readonly ask: ((step: Step, signal?: AbortSignal) => Promise<string | null>) | null;
  /** Told whom a conversation is had with, for the notes. */
  readonly onContact: (destination: string, from: string) => void;
  readonly now: () => Date;
}

/** Looks at the live target: reads by the engine, runs commands in views, has conversations through a dialler. */
export function liveObserver(parts: LiveParts): Observer {
  return {
    async observe(request): Promise<Observation> {
      try {
        return await observe(parts, request);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return {
          kind: 'failed',
          reason: `walkdown itself failed here: ${reason}`,
          toCheckIt: 'run the step again (r), or by hand as shown',
          evidence: [],
        };
      }
    },
  };
}

async function observe(parts: LiveParts, request: ObserveRequest): Promise<Observation> {
  const { action } = request.step;
  if (action.kind === 'read') {
    const reader = parts.readers[action.source];
    if (!reader) throw new Error(`no reader is called "${action.source}"`);
    const context: ReadContext = {
      ...parts.reading(),
      target: request.target,
      subject: request.subject,
      earlier: request.earlier,
      timeoutMs: request.timeoutMs,
      signal: request.signal,
    };
    const path = action.path === null ? null : fillText(action.path, request.scope);
    if (path && !path.ok) return unseen(`the path is not known: ${path.reason}`, 'take the steps before it');
    return reader.read(context, path?.value);
  }
  if (action.kind === 'run') return runCommand(parts, request, action);
  if (action.kind === 'exchange') return exchange(parts, request, action);
  if (action.kind === 'ask') return askPerson(parts, request, action);
  return {
    kind: 'seen',
    evidence: [derivedEvidence(request.step, request.earlier, parts.now())],
    libcMatched: null,
  };
}

type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** The views of a step in its order; the first that serves and is allowed answers. */
async function runCommand(parts: LiveParts, request: ObserveRequest, run: ActionOf<'run'>): Promise<Observation> {
  const argv = fillArgv(run.argv, request.scope);
  if (!argv.ok)
    return unseen(
      `the command could not be made: ${argv.reason}`,
      'take the steps before it, or name the value by an option',
    );
  let refusedTier: Tier | undefined;
  let last: Unavailable | null = null;
  for (const place of run.in) {
    if (!request.allowed.has(place.tier)) {
      refusedTier ??= place.tier;
      continue;
    }
    const evidence: Evidence[] = [];
    let matched: boolean | null = null;
    let failed: Unavailable | null = null;
    const began = parts.now().getTime();
    for (let turn = 0; turn < run.repeat && !request.signal?.aborted; turn += 1) {
      if (turn > 1 && parts.now().getTime() - began > REPEAT_MS) break;
      const answer = await parts.views.run({
        what: request.step.title,
        view: place.view,
        tier: place.tier,
        argv: argv.value,
        env: run.env,
        needs: run.needs,
        matched: run.matched,
        timeoutMs: request.timeoutMs,
        signal: request.signal,
        onOutput: request.onOutput,
      });
      if (!answer.ok) {
        failed = answer;
        break;
      }
      matched = answer.value.libcMatched;
      evidence.push({ ...answer.value.evidence, data: { startCostMs: answer.value.startCostMs } });
    }
    if (request.signal?.aborted) return cancelled(evidence);
    if (!failed) return { kind: 'seen', evidence, libcMatched: matched };
    last = failed;
    if (failed.kind === 'gone')
      return { kind: 'interrupted', reason: failed.reason, toCheckIt: failed.toCheckIt, evidence };
  }
  if (last) return fromUnavailable(last, refusedTier);
  return unseen(
    `it needs the ${refusedTier} tier, which was not allowed`,
    `allow it: --allow ${refusedTier}`,
    refusedTier,
  );
}

async function exchange(parts: LiveParts, request: ObserveRequest, wanted: ActionOf<'exchange'>): Promise<Observation> {
  const runner = parts.exchanges[wanted.exchange];
  if (!runner) throw new Error(`no exchange is called "${wanted.exchange}"`);
  const place = wanted.in.find(({ tier }) => request.allowed.has(tier));
  if (!place) {
    const tier = wanted.in[0]?.tier ?? 'network';
    return unseen(`it needs the ${tier} tier, which was not allowed`, `allow it: --allow ${tier}`, tier);
  }
  const params = fillWith(wanted.with, request.scope);
  if (!params.ok) return unseen(`the conversation could not be made: ${params.reason}`, 'take the steps before it');
  const dialler = await parts.views.dialler();
  if (!dialler.ok) return fromUnavailable(dialler);
  const context: ExchangeContext = {
    request,
    params: params.value,
    dialler: dialler.value,
    reading: parts.reading(),
    now: parts.now,
    lookUp: lookUpBy(parts, request),
    run: (command) => parts.views.run(command),
  };
  if (request.subject) parts.onContact(request.subject, `${request.step.id}, ${place.tier} tier`);
  const observation = await runner(context);
  return request.signal?.aborted ? cancelled(observation.evidence) : observation;
}

/** A name looked up by the target's own resolver, else by the sidecar's; no address when neither gives one. */
function lookUpBy(parts: LiveParts, request: ObserveRequest): (host: string) => Promise<string[]> {
  return async (host) => {
    for (const view of ['target', 'sidecar'] as const) {
      const answer = await parts.views.run({
        what: `look-up of ${host}`,
        view,
        tier: 'network',
        argv: ['getent', 'ahosts', host],
        env: [],
        needs: ['getent'],
        matched: false,
        timeoutMs: LOOK_UP_MS,
        signal: request.signal,
      });
      if (!answer.ok) continue;
      const lines = answer.value.evidence.stdout.split('\n').map((line) => line.split(/\s/)[0] ?? '');
      return [...new Set(lines.filter((one) => isIP(one) !== 0))];
    }
    return [];
  };
}

async function askPerson(parts: LiveParts, request: ObserveRequest, action: ActionOf<'ask'>): Promise<Observation> {
  if (!parts.ask) return unseen('only a person can answer this', `walk it in a terminal: walkdown ${refOf(request)}`);
  const startedAt = parts.now();
  const answer = await parts.ask(request.step, request.signal);
  if (answer === null) return unseen('it was not answered', 'take the step again (r) and answer it');
  return {
    kind: 'seen',
    libcMatched: null,
    evidence: [
      {
        kind: 'ask',
        what: action.question,
        argv: [],
        view: 'engine',
        tier: 'engine',
        exitCode: null,
        timedOut: false,
        startedAt: startedAt.toISOString(),
        durationMs: parts.now().getTime() - startedAt.getTime(),
        stdout: answer,
        stderr: '',
        truncated: false,
        byHand: '',
      },
    ],
  };
}

/** The target as a command line names it. */
function refOf({ target }: ObserveRequest): string {
  return target.kind === 'image' ? `image:${target.image.ref || target.name}` : target.name;
}

/** What an engine or view could not give, as an observation. */
function fromUnavailable(answer: Unavailable, tier?: Tier): Observation {
  const { reason, toCheckIt } = answer;
  if (answer.kind === 'gone') return { kind: 'interrupted', reason, toCheckIt, evidence: [] };
  if (answer.kind === 'failed') return { kind: 'failed', reason, toCheckIt, evidence: [] };
  return { kind: 'unseen', reason, toCheckIt, tier: tier ?? wantedTier(answer) ?? undefined, evidence: [] };
}

function unseen(reason: string, toCheckIt: string, tier?: Tier): Observation {
  return { kind: 'unseen', reason, toCheckIt, tier, evidence: [] };
}

function cancelled(evidence: Evidence[]): Observation {
  return { kind: 'unseen', reason: 'it was cancelled before it ended', toCheckIt: 'take the step again (r)', evidence };
}
