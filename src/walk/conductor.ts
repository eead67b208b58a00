import type { ExtractContext } from '../extract/extractor.ts';
import { notApplicable, unseenJudgement } from '../judge/unjudged.ts';
import type { PlannedStep } from '../playbook/next-step.ts';
import type { Playbook, Step } from '../playbook/playbook.ts';
import { type EarlierFacts, scopeFor } from '../playbook/scope.ts';
import type { NewEvent, SessionEvent, StepKey } from '../session/events.ts';
import type { Facts, Observation, Tier } from '../session/evidence.ts';
import { fold, latestAttempts, type StepRecord, type WalkState } from '../session/state.ts';
import type { TargetFacts } from '../target/target.ts';
import type { ConductorParts } from './conductor-parts.ts';
import { LiveOutputs } from './live-outputs.ts';
import { type Preview, previewOf } from './preview.ts';
import { besideWaiting, fetchable, SIDE_BY_SIDE, WAITS_SIDE_BY_SIDE } from './side-by-side.ts';
import { unseenOf } from './unseen-of.ts';

interface Fetch {
  readonly key: StepKey;
  readonly timing: boolean;
  readonly done: Promise<void>;
  readonly abort: AbortController;
}

/**
 * Takes the steps of a walk: observes, extracts, redacts, journals, judges. Knows nothing of a terminal; whoever shows
 * the walk subscribes to its events.
 */
export class Conductor {
  readonly #parts: ConductorParts;
  readonly #allowed = new Set<Tier>(['engine']);
  readonly #listeners = new Set<(event: SessionEvent, state: WalkState) => void>();
  readonly #fetches = new Map<string, Fetch>();
  #state: WalkState;
  #held: Promise<void> = Promise.resolve();
  /** What the commands that run print, masked. */
  readonly live: LiveOutputs;

  constructor(parts: ConductorParts, state: WalkState) {
    this.#parts = parts;
    this.#state = state;
    this.live = new LiveOutputs(parts.maskLive ?? null);
    for (const consent of state.consents) {
      for (const tier of consent.tiers) {
        if (consent.given) this.#allowed.add(tier);
        else this.#allowed.delete(tier);
      }
    }
    // A walk that is taken up again may find another policy.
    const passed = parts.ceiling?.([...this.#allowed]).tiers ?? [...this.#allowed];
    for (const tier of [...this.#allowed]) if (!passed.includes(tier)) this.#allowed.delete(tier);
  }

  get state(): WalkState {
    return this.#state;
  }

  get playbook(): Playbook {
    return this.#parts.playbook;
  }

  get allowed(): ReadonlySet<Tier> {
    return this.#allowed;
  }

  subscribe(listener: (event: SessionEvent, state: WalkState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Journals an event, folds it, tells whoever listens. The journal has it before anybody sees it. */
  record(event: NewEvent): SessionEvent {
    const written = this.#parts.journal.append(event);
    this.#state = fold(this.#state, written);
    for (const listener of this.#listeners) listener(written, this.#state);
    return written;
  }

  /** No step is looked at until this is done: what the target is is being found out anew. */
  hold(until: Promise<void>): void {
    this.#held = until.catch((error: unknown) => {
      const text = `the target could not be read again: ${error instanceof Error ? error.message : String(error)}`;
      this.record({ type: 'note.added', text, operator: 'walkdown' });
    });
  }

  /** What could not be written, in a sentence; null while all is well. */
  get trouble(): string | null {
    return this.#parts.journal.trouble;
  }

  /** From now on these tiers may be used, as far as the ceiling lets them; the others are recorded as refused. */
  allow(tiers: readonly Tier[], what: string): void {
    const passed = this.#parts.ceiling?.(tiers) ?? { tiers, refused: '' };
    for (const tier of passed.tiers) this.#allowed.add(tier);
    this.record({ type: 'consent.given', tiers: [...passed.tiers], what });
    const others = tiers.filter((tier) => !passed.tiers.includes(tier));
    if (others.length > 0) this.refuse(others, passed.refused);
  }

  refuse(tiers: readonly Tier[], what: string): void {
    for (const tier of tiers) this.#allowed.delete(tier);
    this.record({ type: 'consent.refused', tiers: [...tiers], what });
  }

  /** The steps still to take, the advised one first. */
  remaining(): PlannedStep[] {
    return this.#parts.plan(this.#state);
  }

  step(id: string): Step | undefined {
    return this.#parts.playbook.steps.find((one) => one.id === id);
  }

  /** What taking a step will do, as exactly as it is known now; with `also`, were that tier allowed, too. */
  preview(stepId: string, subject: string, also?: Tier): Preview | null {
    const step = this.step(stepId);
    const { target } = this.#state;
    if (!step || !target) return null;
    const scope = scopeFor(this.#parts.playbook, step, { target, subject, earlier: this.#earlier() });
    const allowed = also ? new Set([...this.#allowed, also]) : this.#allowed;
    return previewOf(step, scope, allowed, this.#parts.timeoutMs ?? step.timeoutMs);
  }

  /** What is being observed now. */
  underWay(): StepKey[] {
    return [...this.#fetches.values()].map((one) => one.key);
  }

  /** Starts observing the next steps that need nothing from a person and no more than the network tier. */
  fetchAhead(most = SIDE_BY_SIDE): void {
    const timing = [...this.#fetches.values()].some((one) => one.timing);
    if (timing) return;
    for (const planned of this.remaining().slice(0, most * 3)) {
      if (this.#fetches.size >= most) return;
      const step = this.step(planned.step);
      if (!step || step.timing || !fetchable(step)) continue;
      if (!this.#ready(step)) continue;
      this.#fetchPlanned(planned);
    }
  }

  /**
   * Takes a step: observes it unless that was done ahead, and judges it. With `again` a new attempt is made and the
   * earlier ones stay.
   */
  async take(stepId: string, subject = '', again = false): Promise<StepRecord> {
    const step = this.step(stepId);
    if (!step) throw new Error(`There is no step "${stepId}" in ${this.#parts.playbook.id}.`);
    const attempts = this.#state.steps.filter((one) => one.step === stepId && one.subject === subject);
    const last = attempts.at(-1);
    const attempt = again && last?.judgement ? last.attempt + 1 : (last?.attempt ?? 1);
    if (step.timing && !this.#fetches.has(keyOf({ step: stepId, subject, attempt }))) await this.#quiet();
    let record = this.#record(stepId, subject, attempt);
    if (!record?.observedAt || record.judgement) {
      const fetch = this.#fetches.get(keyOf({ step: stepId, subject, attempt })) ?? this.#fetch(step, subject, attempt);
      this.#fetchBeside(step);
      await fetch.done;
      record = this.#record(stepId, subject, attempt);
    }
    if (!record) throw new Error(`The step "${stepId}" left no record.`);
    this.#judge(step, record);
    return this.#record(stepId, subject, attempt) ?? record;
  }

  /** Ends what is being observed for a step (or all of it); its attempt is then inconclusive. */
  cancel(key?: StepKey): void {
    for (const fetch of this.#fetches.values()) {
      if (!key || keyOf(fetch.key) === keyOf(key)) fetch.abort.abort();
    }
  }

  skip(step: string, subject: string, reason: string): void {
    const attempt =
      1 + this.#state.steps.filter((one) => one.step === step && one.subject === subject && one.judgement).length;
    this.record({ type: 'step.skipped', step, subject, attempt, reason });
  }

  /** Takes every remaining step, in the order that the rules advise as it goes. */
  async takeAll(signal?: AbortSignal, onStep?: (record: StepRecord) => void): Promise<void> {
    const onAbort = (): void => this.cancel();
    signal?.addEventListener('abort', onAbort, { once: true });
    while (!signal?.aborted) {
      const [next] = this.remaining();
      if (!next) return;
      this.fetchAhead();
      const record = await this.take(next.step, next.subject);
      onStep?.(record);
    }
    this.cancel();
  }

  /** Nothing is recorded after this. */
  close(): void {
    this.#parts.journal.close();
  }

  /** Where waiting takes the time, steps that measure waits are observed beside the one that is being taken. */
  #fetchBeside(step: Step): void {
    const beside = besideWaiting(step, this.#state, this.remaining(), (id) => this.step(id));
    for (const planned of beside) if (this.#fetches.size < WAITS_SIDE_BY_SIDE) this.#fetchPlanned(planned);
  }

  #fetchPlanned({ step: id, subject }: PlannedStep): void {
    const step = this.step(id);
    if (step && !this.#record(id, subject, 1)) this.#fetch(step, subject, 1);
  }

  async #quiet(): Promise<void> {
    await Promise.all([...this.#fetches.values()].map((one) => one.done));
  }

  /** The steps whose facts a step needs have been observed. */
  #ready(step: Step): boolean {
    return step.after.every((id) => {
      const needed = this.step(id);
      if (!needed) return true;
      return this.#state.steps.some((one) => one.step === id && (one.judgement || one.skipped !== null));
    });
  }

  #record(step: string, subject: string, attempt: number): StepRecord | undefined {
    return this.#state.steps.find((one) => one.step === step && one.subject === subject && one.attempt === attempt);
  }

  #fetch(step: Step, subject: string, attempt: number): Fetch {
    const key = { step: step.id, subject, attempt };
    const abort = new AbortController();
    const done = this.#observe(step, key, abort.signal)
      .catch((error: unknown) => this.#observeFailed(key, error))
      .finally(() => {
        this.#fetches.delete(keyOf(key));
        this.live.end(key);
      });
    const fetch = { key, timing: step.timing, done, abort };
    this.#fetches.set(keyOf(key), fetch);
    return fetch;
  }

  async #observe(step: Step, key: StepKey, signal: AbortSignal): Promise<void> {
    this.record({ type: 'step.started', ...key });
    await this.#held;
    const target = this.#state.target;
    if (!target) throw new Error('The target is not identified yet.');
    const { applies } = this.#parts.applies(step, target, key.subject, this.#earlier());
    let observation: Observation = { kind: 'seen', evidence: [], libcMatched: null };
    if (applies) {
      const earlier = this.#earlier();
      observation = await this.#parts.observer.observe({
        step,
        subject: key.subject,
        attempt: key.attempt,
        target,
        earlier,
        scope: scopeFor(this.#parts.playbook, step, { target, subject: key.subject, earlier }),
        allowed: this.#allowed,
        timeoutMs: this.#parts.timeoutMs ?? step.timeoutMs,
        signal,
        onOutput: this.live.begin(key),
      });
    }
    const observedAt = this.#parts.now().toISOString();
    const known = this.#parts.knownFacts?.(step.id, key.subject, key.attempt);
    const raw = known?.facts ?? this.#extract(step, key, observation, observedAt, target, applies);
    const { evidence, facts, rules } = await this.#parts.redact(observation.evidence, raw);
    for (const [rule, count] of Object.entries(rules)) {
      if (count > 0) this.record({ type: 'redaction.applied', rule, count });
    }
    this.record({
      type: 'step.observed',
      ...key,
      evidence,
      facts,
      libcMatched: observation.kind === 'seen' ? observation.libcMatched : null,
      unseen: unseenOf(observation),
      observedAt: known?.observedAt ?? observedAt,
    });
  }

  /** A failure of ours in looking or extracting: the step says so, the walk goes on. */
  #observeFailed(key: StepKey, error: unknown): void {
    const reason = `walkdown itself failed here: ${error instanceof Error ? error.message : String(error)}`;
    if (process.env.WALKDOWN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    this.record({
      type: 'step.observed',
      ...key,
      evidence: [],
      facts: {},
      libcMatched: null,
      unseen: { reason, toCheckIt: 'take the step again (r), or by hand as shown', why: 'failed' },
      observedAt: this.#parts.now().toISOString(),
    });
  }

  #extract(
    step: Step,
    key: StepKey,
    observation: Observation,
    now: string,
    target: TargetFacts,
    applies: boolean,
  ): Facts {
    if (!applies || observation.kind !== 'seen') return {};
    const extractor = this.#parts.extractors[step.extract];
    if (!extractor) return {};
    const context: ExtractContext = {
      target,
      subject: key.subject,
      earlier: this.#earlier(),
      limits: this.#parts.playbook.limits,
      now,
    };
    return extractor.extract(observation.evidence, context);
  }

  #judge(step: Step, record: StepRecord): void {
    const target = this.#state.target;
    if (record.judgement || !target) return;
    const { subject } = record;
    const earlier = this.#earlier();
    const { applies, why } = this.#parts.applies(step, target, subject, earlier);
    const judgement = !applies
      ? notApplicable(why)
      : record.unseen
        ? unseenJudgement(record.unseen)
        : this.#parts.judge(step, record.facts, { target, subject, earlier });
    this.record({ type: 'step.judged', step: record.step, subject, attempt: record.attempt, judgement });
  }

  #earlier(): EarlierFacts {
    const earlier: Record<string, { subject: string; facts: Facts }[]> = {};
    for (const record of latestAttempts(this.#state)) {
      if (!record.observedAt || record.unseen) continue;
      const list = earlier[record.step] ?? [];
      list.push({ subject: record.subject, facts: record.facts });
      earlier[record.step] = list;
    }
    return earlier;
  }
}

function keyOf(key: StepKey): string {
  return `${key.step}\u0000${key.subject}\u0000${key.attempt}`;
}
