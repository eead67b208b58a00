import type { BoardEntry } from '../../src/diagnose/board.ts';
import type { Diagnosis, RootCause } from '../../src/diagnose/diagnose.ts';
import { planSteps } from '../../src/playbook/next-step.ts';
import type { Playbook } from '../../src/playbook/playbook.ts';
import { endpointSubject } from '../../src/playbook/scope.ts';
import type { NewEvent, SessionEvent, StepKey } from '../../src/session/events.ts';
import type { Tier } from '../../src/session/evidence.ts';
import { emptyState, fold, latestAttempts, type WalkState } from '../../src/session/state.ts';
import type { Endpoint, TargetFacts } from '../../src/target/target.ts';
import type { ConsentPlan, LiveOutput, NotesFormat, OpenWalk, Planned, SymptomChoice } from '../../src/ui/ports.ts';
import { PLAYBOOK } from './fake-playbook.ts';
import { CAUSE, ENDPOINT, judged, LOGGED, type Look, type Script, STORY, TARGET } from './fake-script.ts';

export interface FakeOptions {
  readonly script?: Script;
  readonly target?: Partial<TargetFacts>;
  readonly recorded?: boolean;
  /** Null: nothing to ask. */
  readonly plan?: ConsentPlan | null;
  readonly symptoms?: readonly SymptomChoice[];
  readonly cause?: RootCause;
  readonly sibling?: Diagnosis['sibling'];
  /** Outcome codes that make the cause known. */
  readonly provenBy?: string;
  readonly notesPath?: string;
  /** How long `finish` takes, milliseconds. */
  readonly finishMs?: number;
}

const PLAN: ConsentPlan = {
  containers: [
    {
      role: 'sidecar',
      tier: 'network',
      image: 'walkdown/toolkit-musl:1.2.5',
      chosenBecause: 'our toolkit for musl 1.2 on amd64',
      libcMatched: true,
      namespaces: "the target's network namespace",
      privileges: 'uid 65534, no capabilities, read-only, no new privileges',
      lifeSeconds: 1800,
    },
  ],
  missing: [],
  endpoints: [
    { ...ENDPOINT, ticked: true },
    { ...LOGGED, ticked: false },
  ],
  tiers: ['image', 'network', 'process'],
};

const SYMPTOMS: readonly SymptomChoice[] = [
  { id: 'wont-start', words: 'It does not start, or keeps restarting', because: null },
  {
    id: 'tls-errors',
    words: 'TLS fails ("certificate signed by unknown authority")',
    because: 'x509: certificate signed by unknown authority',
  },
  { id: 'slow', words: 'It is slow', because: null },
  { id: 'unknown', words: 'Not sure: walk everything', because: null },
];

/**
 * A double of an open walk, in memory: it journals nothing and looks at nothing, its steps say what a script says. The
 * state is folded from real events, and the way on is planned by the real planner.
 */
export class FakeWalk implements OpenWalk {
  readonly playbook: Playbook = PLAYBOOK;
  readonly recorded: boolean;
  /** What the screens asked for, in order. */
  readonly calls: string[] = [];
  readonly #options: FakeOptions;
  readonly #script: Script;
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<string, { key: StepKey; cancel: () => void }>();
  readonly #allowed = new Set<Tier>();
  #state: WalkState = emptyState();
  #number = 0;
  #answer: ((choice: string | null) => void) | null = null;
  finished: string | null = null;
  troubled: string | null = null;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.#script = options.script ?? STORY;
    this.recorded = options.recorded ?? false;
    this.#record({
      type: 'session.started',
      session: {
        id: 'fake',
        tool: { name: 'walkdown', version: '1.0.0' },
        playbook: { id: PLAYBOOK.id, version: '1', sha256: PLAYBOOK.sha256 },
        engine: { name: 'docker', version: '27.0', apiVersion: '1.47', host: '', context: 'prod-eu-1', clockSkewMs: 0 },
        operator: 'someone',
        incident: null,
        symptom: 'unknown',
        argv: [],
        recorded: this.recorded,
      },
    });
    this.#record({ type: 'target.identified', target: { ...TARGET, ...options.target } });
  }

  state(): WalkState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  diagnosis(): Diagnosis {
    const latest = latestAttempts(this.#state);
    const proof = this.#options.provenBy ?? 'TLS-004';
    const isProven = latest.some((one) => one.judgement?.code === proof);
    const judgements = latest.flatMap((one) => (one.judgement ? [one.judgement.outcome] : []));
    const inconclusive = judgements.filter((one) => one === 'inconclusive').length;
    return {
      rootCauses: isProven ? [(this.#options.cause ?? CAUSE) as RootCause] : [],
      ruledOut: latest.some((one) => one.step === 'dns-timing' && one.judgement)
        ? [{ id: 'dns-slow-upstream', because: [] }]
        : [],
      notChecked: [],
      ...(this.#options.sibling === undefined ? {} : { sibling: this.#options.sibling }),
      hygiene: latest.some((one) => one.step === 'layers') ? [{ id: 'image-bloat', text: '180 MB', followUp: [] }] : [],
      coverage: { steps: judgements.length, judged: judgements.length - inconclusive, inconclusive, notChecked: 0 },
    };
  }

  board(): readonly BoardEntry[] {
    const proven = this.diagnosis().rootCauses.map((one) => one.id);
    const entry = (id: string, state: BoardEntry['state'], text: string): BoardEntry => ({
      id,
      area: 'TLS',
      kind: 'diagnosis',
      state: proven.includes(id) ? 'confirmed' : state,
      by: text === '' ? [] : [{ step: 'tls-chain', subject: '', text }],
      explainedBy: '',
      waitsFor: text === '' ? ['tls-chain'] : [],
      wouldChange: text === '' ? [] : ['if trust-store said TLS-100 (now TLS-103), that would rule it out'],
    });
    return [
      entry('ca-bundle-outdated', 'open', "the issuer is not in the container's trust store"),
      entry('tls-certificate-expired', 'ruled out', 'valid until 2027-01-01'),
      entry('clock-skew', 'open', ''),
    ];
  }

  symptoms(): readonly SymptomChoice[] {
    return this.#options.symptoms ?? SYMPTOMS;
  }

  chooseSymptom(id: string, because: string): void {
    this.calls.push(`symptom ${id}${because === '' ? '' : `: ${because}`}`);
    this.#record({ type: 'symptom.chosen', symptom: id, because });
  }

  async symptomsIn(text: string): Promise<readonly SymptomChoice[]> {
    return /no such host/.test(text)
      ? [{ id: 'dns-timeouts', words: 'Names are not resolved', because: 'no such host' }]
      : [];
  }

  remaining(): readonly Planned[] {
    const endpoints = (this.#state.target?.endpoints ?? []).map(endpointSubject);
    return planSteps({
      playbook: this.playbook,
      subjects: { endpoints, nameservers: [], modules: [] },
      taken: this.#state.steps.flatMap(({ step, subject, judgement }) =>
        judgement === null
          ? []
          : [{ step, subject, outcome: judgement.outcome, code: judgement.code, next: judgement.next }],
      ),
      skipped: this.#state.steps.filter((one) => one.skipped !== null).map(({ step, subject }) => ({ step, subject })),
      start: '',
    });
  }

  underWay(): readonly StepKey[] {
    return [...this.#running.values()].map((one) => one.key);
  }

  async consentPlan(): Promise<ConsentPlan | null> {
    if (this.recorded || this.#state.consents.length > 0) return null;
    return this.#options.plan === undefined ? PLAN : this.#options.plan;
  }

  consent(plan: ConsentPlan, ticked: readonly Endpoint[]): void {
    this.calls.push(`consent ${ticked.map((one) => one.host).join(' ')}`);
    this.#record({ type: 'consent.given', tiers: [...plan.tiers], what: 'as shown' });
  }

  refuse(plan: ConsentPlan): void {
    this.calls.push('refuse');
    this.#record({ type: 'consent.refused', tiers: [...plan.tiers], what: 'as shown' });
  }

  moreFor(step: string, subject: string): Tier | null {
    const tier = this.#script[step]?.(subject, 1).tier ?? null;
    return tier !== null && this.#allowed.has(tier) ? null : tier;
  }

  allow(tier: Tier, what: string): void {
    this.calls.push(`allow ${tier}`);
    this.#allowed.add(tier);
    this.#record({ type: 'consent.given', tiers: [tier], what });
  }

  preview(step: string, subject: string): { command: string; timeoutMs: number } | null {
    const argv = this.#script[step]?.(subject, 1).evidence?.[0]?.argv ?? [];
    return argv.length > 0 ? { command: `$ ${argv.join(' ')}`, timeoutMs: 10_000 } : null;
  }

  live(step: string, subject: string): LiveOutput | null {
    return this.#script[step]?.(subject, 1).live?.() ?? null;
  }

  async take(step: string, subject: string, again = false): Promise<void> {
    this.calls.push(`take ${step}${subject === '' ? '' : ` ${subject}`}${again ? ' again' : ''}`);
    const before = this.#state.steps.filter((one) => one.step === step && one.subject === subject && one.judgement);
    const key = { step, subject, attempt: before.length + 1 };
    this.#record({ type: 'step.started', ...key });
    const look = this.#script[step]?.(subject, key.attempt) ?? { judgement: judged('ok', '', 'nothing to say') };
    const isAsk = this.playbook.steps.find((one) => one.id === step)?.action.kind === 'ask';
    const answered = isAsk ? await this.#asked() : undefined;
    const cancelled = await this.#wait(key, look);
    const isSeen = look.tier === undefined || this.#allowed.has(look.tier);
    this.#record({
      type: 'step.observed',
      ...key,
      evidence: [...(look.evidence ?? [])],
      facts: look.facts ?? {},
      libcMatched: true,
      unseen: null,
      observedAt: '2026-11-23T02:41:00.000Z',
    });
    const judgement = cancelled
      ? judged('inconclusive', '', 'it was cancelled')
      : answered === null
        ? judged('inconclusive', '', 'nobody answered')
        : isSeen && look.tier !== undefined
          ? judged('ok', 'SEEN', 'now it can be seen')
          : look.judgement;
    this.#record({ type: 'step.judged', ...key, judgement });
  }

  #asked(): Promise<string | null> {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** True when it was cancelled. */
  #wait(key: StepKey, { takesMs = 0, until }: Look): Promise<boolean> {
    if (takesMs === 0 && until === undefined) return Promise.resolve(false);
    const name = `${key.step} ${key.subject}`;
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const end = (cancelled: boolean): void => {
        clearTimeout(timer);
        this.#running.delete(name);
        resolve(cancelled);
      };
      if (until === undefined) timer = setTimeout(() => end(false), takesMs);
      else void until.then(() => end(false));
      this.#running.set(name, { key, cancel: () => end(true) });
    });
  }

  fetchAhead(): void {}

  cancel(): void {
    for (const one of this.#running.values()) one.cancel();
  }

  skip(step: string, subject: string, reason: string): void {
    this.calls.push(`skip ${step}: ${reason}`);
    this.#record({ type: 'step.skipped', step, subject, attempt: 1, reason });
  }

  decide(advised: string, chosen: string, reason: string): void {
    this.calls.push(`decide ${chosen} instead of ${advised}`);
    this.#record({ type: 'decision.taken', advised, chosen, reason });
  }

  note(text: string): void {
    this.calls.push(`note ${text}`);
    this.#record({ type: 'note.added', text, operator: 'someone' });
  }

  answer(choice: string | null): void {
    this.calls.push(`answer ${choice}`);
    this.#answer?.(choice);
    this.#answer = null;
  }

  setEndpoints(endpoints: readonly Endpoint[]): void {
    this.calls.push(`endpoints ${endpoints.map(endpointSubject).join(' ')}`);
    this.#record({ type: 'endpoints.chosen', endpoints: [...endpoints] });
  }

  verified(steps: readonly string[], before: string, after: string): void {
    this.#record({ type: 'verified.fixed', steps: [...steps], before, after });
  }

  update(): string {
    const cause = this.diagnosis().rootCauses[0]?.id ?? 'none yet';
    return ['Status: investigating', `Finding: ${cause}`, 'Ruled out: 1', 'Next: rebuild', 'Since: 02:11 UTC'].join(
      '\n',
    );
  }

  async exportNotes(format: NotesFormat): Promise<{ path: string; text: string }> {
    this.calls.push(`export ${format}`);
    return {
      path: this.#options.notesPath ?? `/state/walkdown/fake/notes.${format}`,
      text: '# Notes\n\nStatus: over\n',
    };
  }

  trouble(): string | null {
    return this.troubled;
  }

  async finish(reason: 'complete' | 'left' | 'interrupted'): Promise<string> {
    this.calls.push(`finish ${reason}`);
    if (this.#options.finishMs !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, this.#options.finishMs));
    }
    this.finished = reason;
    return `walkdown: the notes are in ${this.#options.notesPath ?? '/state/walkdown/fake/notes.md'}`;
  }

  #record(event: NewEvent): void {
    const at = new Date(Date.UTC(2026, 10, 23, 2, 41, 0) + this.#number * 1000).toISOString();
    this.#state = fold(this.#state, { v: 1, n: this.#number++, at, ...event } as SessionEvent);
    for (const listener of this.#listeners) listener();
  }
}
