import type { Judgement } from '../judge/outcome.ts';
import type { TargetFacts } from '../target/target.ts';
import type { SessionEvent, SessionStart, StepKey } from './events.ts';
import type { Evidence, Facts, Tier } from './evidence.ts';

/** Why walkdown itself passes over a question that can wait; anything else is a person's reason. */
export const LEFT_AS_FOLLOW_UP = 'a follow-up: not asked during the walk';

/** One look at a step: a (step, subject, attempt) with what was seen and what was made of it. */
export interface StepRecord extends StepKey {
  startedAt: string;
  observedAt: string | null;
  evidence: Evidence[];
  facts: Facts;
  libcMatched: boolean | null;
  unseen: { reason: string; toCheckIt: string; tier?: Tier; why: 'unseen' | 'interrupted' | 'failed' } | null;
  judgement: Judgement | null;
  skipped: string | null;
}

export interface DebugRecord {
  containerId: string;
  image: { ref: string; id: string };
  tier: Tier;
  role: string;
  libc: { family: string; version: string | null };
  libcMatched: boolean | null;
  chosenBecause: string;
  privileges: string;
  madeAt: string;
  removedAt: string | null;
}

export interface Entry {
  at: string;
  kind: 'session' | 'target' | 'symptom' | 'consent' | 'debug' | 'step' | 'decision' | 'note' | 'check';
  text: string;
  ref: string;
}

/** The state of a walk: what its events add up to. */
export interface WalkState {
  session: SessionStart | null;
  startedAt: string | null;
  finishedAt: string | null;
  finished: 'complete' | 'left' | 'interrupted' | null;
  operators: string[];
  target: TargetFacts | null;
  symptom: { id: string; because: string };
  consents: { tiers: Tier[]; given: boolean; what: string; at: string }[];
  debug: DebugRecord[];
  /** In the order of their first event. */
  steps: StepRecord[];
  decisions: { at: string; advised: string; chosen: string; reason: string }[];
  notes: { at: string; text: string; operator: string }[];
  redactions: Record<string, number>;
  connectedTo: string[];
  check: { changed: boolean; details: string[]; leftBehind: string[] } | null;
  verified: { at: string; steps: string[]; before: string; after: string }[];
  timeline: Entry[];
}

export function emptyState(): WalkState {
  return {
    session: null,
    startedAt: null,
    finishedAt: null,
    finished: null,
    operators: [],
    target: null,
    symptom: { id: 'unknown', because: '' },
    consents: [],
    debug: [],
    steps: [],
    decisions: [],
    notes: [],
    redactions: {},
    connectedTo: [],
    check: null,
    verified: [],
    timeline: [],
  };
}

/** The latest attempt of each (step, subject), in the order they were first taken. */
export function latestAttempts(state: WalkState): StepRecord[] {
  const latest = new Map<string, StepRecord>();
  for (const record of state.steps) {
    const key = `${record.step}\u0000${record.subject}`;
    const before = latest.get(key);
    if (!before || record.attempt >= before.attempt) latest.set(key, record);
  }
  return [...latest.values()];
}

/** Folds all events, in order, from nothing. */
export function foldAll(events: Iterable<SessionEvent>): WalkState {
  let state = emptyState();
  for (const event of events) state = fold(state, event);
  return state;
}

/** One event further. Pure: the given state stays as it is. Unknown events (of a newer version) change nothing. */
export function fold(state: WalkState, event: SessionEvent): WalkState {
  switch (event.type) {
    case 'session.started':
      return said(
        {
          ...state,
          session: event.session,
          startedAt: event.at,
          operators: unique(state.operators, event.session.operator),
          symptom: { id: event.session.symptom, because: '' },
        },
        event,
        'session',
        `walk of ${event.session.playbook.id} begun by ${event.session.operator}`,
      );
    case 'session.resumed':
      return said(
        { ...state, finished: null, finishedAt: null, operators: unique(state.operators, event.operator) },
        event,
        'session',
        `taken up again by ${event.operator} on ${event.machine}`,
      );
    case 'target.identified':
      return said({ ...state, target: event.target }, event, 'target', `target identified: ${event.target.name}`);
    case 'symptom.chosen':
      return said(
        { ...state, symptom: { id: event.symptom, because: event.because } },
        event,
        'symptom',
        `symptom: ${event.symptom}${event.because ? ` (${event.because})` : ''}`,
      );
    case 'endpoints.chosen':
      return state.target ? { ...state, target: { ...state.target, endpoints: event.endpoints } } : state;
    case 'consent.given':
    case 'consent.refused': {
      const given = event.type === 'consent.given';
      const consent = { tiers: event.tiers, given, what: event.what, at: event.at };
      return said(
        { ...state, consents: [...state.consents, consent] },
        event,
        'consent',
        `${given ? 'allowed' : 'refused'}: ${event.tiers.join(', ')} (${event.what})`,
      );
    }
    case 'debug.made': {
      const { type: _type, v: _v, n: _n, at, ...made } = event;
      return said(
        { ...state, debug: [...state.debug, { ...made, madeAt: at, removedAt: null }] },
        event,
        'debug',
        `${event.role} made at the ${event.tier} tier from ${event.image.ref}`,
      );
    }
    case 'debug.removed':
      return {
        ...state,
        debug: state.debug.map((one) =>
          one.containerId === event.containerId && one.removedAt === null ? { ...one, removedAt: event.at } : one,
        ),
      };
    case 'step.started':
      return { ...state, steps: [...state.steps.filter((one) => !same(one, event)), newRecord(event, event.at)] };
    case 'step.observed':
      return withRecord(state, event, (record) => ({
        ...record,
        evidence: event.evidence,
        facts: event.facts,
        libcMatched: event.libcMatched,
        unseen: event.unseen,
        observedAt: event.observedAt,
      }));
    case 'step.judged':
      return said(
        withRecord(state, event, (record) => ({ ...record, judgement: event.judgement })),
        event,
        'step',
        `${event.step}${event.subject ? ` ${event.subject}` : ''}: ${event.judgement.outcome}${event.judgement.code ? ` ${event.judgement.code}` : ''}, ${event.judgement.summary}`,
        `${event.step}${event.subject ? ` ${event.subject}` : ''}${event.attempt > 1 ? ` #${event.attempt}` : ''}`,
      );
    case 'step.skipped':
      return said(
        withRecord(state, event, (record) => ({ ...record, skipped: event.reason })),
        event,
        kindOfSkip(event.reason),
        `${event.step}${event.subject ? ` ${event.subject}` : ''} skipped: ${event.reason || 'no reason given'}`,
      );
    case 'decision.taken':
      return said(
        {
          ...state,
          decisions: [
            ...state.decisions,
            { at: event.at, advised: event.advised, chosen: event.chosen, reason: event.reason },
          ],
        },
        event,
        'decision',
        `${event.chosen} instead of the advised ${event.advised}${event.reason ? `: ${event.reason}` : ''}`,
      );
    case 'note.added':
      return said(
        { ...state, notes: [...state.notes, { at: event.at, text: event.text, operator: event.operator }] },
        event,
        'note',
        `${event.operator}: ${event.text}`,
      );
    case 'redaction.applied':
      return {
        ...state,
        redactions: { ...state.redactions, [event.rule]: countOf(state.redactions, event.rule) + event.count },
      };
    case 'connected.to':
      return { ...state, connectedTo: unique(state.connectedTo, event.destination) };
    case 'target.checked':
      return said(
        { ...state, check: { changed: event.changed, details: event.details, leftBehind: event.leftBehind } },
        event,
        'check',
        event.changed ? 'the target differs from before the walk' : 'the target is as it was before the walk',
      );
    case 'verified.fixed':
      return said(
        {
          ...state,
          verified: [...state.verified, { at: event.at, steps: event.steps, before: event.before, after: event.after }],
        },
        event,
        'check',
        `verified fixed: ${event.after} (before: ${event.before})`,
      );
    case 'session.finished':
      return said(
        { ...state, finished: event.reason, finishedAt: event.at },
        event,
        'session',
        event.reason === 'complete' ? 'walk complete' : `walk ${event.reason}`,
      );
    default:
      return state;
  }
}

/** A rule of a hand-made journal may be called `constructor`. */
function countOf(counts: Readonly<Record<string, number>>, rule: string): number {
  return Object.hasOwn(counts, rule) ? (counts[rule] ?? 0) : 0;
}

function same(a: StepKey, b: StepKey): boolean {
  return a.step === b.step && a.subject === b.subject && a.attempt === b.attempt;
}

function newRecord(key: StepKey, at: string): StepRecord {
  return {
    step: key.step,
    subject: key.subject,
    attempt: key.attempt,
    startedAt: at,
    observedAt: null,
    evidence: [],
    facts: {},
    libcMatched: null,
    unseen: null,
    judgement: null,
    skipped: null,
  };
}

/** A torn journal may lack the start of a step: its record is then made here. */
function withRecord(
  state: WalkState,
  event: StepKey & { at: string },
  change: (record: StepRecord) => StepRecord,
): WalkState {
  const known = state.steps.some((one) => same(one, event));
  const steps = known ? state.steps : [...state.steps, newRecord(event, event.at)];
  return { ...state, steps: steps.map((one) => (same(one, event) ? change(one) : one)) };
}

function kindOfSkip(reason: string): Entry['kind'] {
  return reason === LEFT_AS_FOLLOW_UP ? 'step' : 'decision';
}

function said(state: WalkState, event: SessionEvent, kind: Entry['kind'], text: string, ref = ''): WalkState {
  return { ...state, timeline: [...state.timeline, { at: event.at, kind, text, ref }] };
}

function unique(list: readonly string[], item: string): string[] {
  return list.includes(item) ? [...list] : [...list, item];
}
