import { endpointSubject } from '../playbook/scope.ts';
import { suggestSymptoms } from '../playbook/symptoms.ts';
import type { Evidence, Tier } from '../session/evidence.ts';
import { latestAttempts } from '../session/state.ts';
import type { Endpoint } from '../target/target.ts';
import { commandLine } from '../ui/model/evidence-text.ts';
import type { ConsentPlan, OpenWalk, SymptomChoice } from '../ui/ports.ts';
import type { WalkSession } from '../walk/walk-session.ts';

/** What the TUI may use after its one question; the others are asked for by themselves. */
const FIRST_TIERS: readonly Tier[] = ['image', 'network', 'process'];
const ASKED_FOR: readonly Tier[] = ['ptrace', 'capture', 'clone'];

/** Answers to the playbook's questions, whichever comes first: the step that asks, or the person's answer. */
export class Answers {
  #given: string | null | undefined;
  #waiting: ((answer: string | null) => void) | null = null;

  readonly ask = (_step: unknown, signal?: AbortSignal): Promise<string | null> => {
    if (this.#given !== undefined) {
      const answer = this.#given;
      this.#given = undefined;
      return Promise.resolve(answer);
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
      signal?.addEventListener('abort', () => resolve(null), { once: true });
    });
  };

  /** An answer that no step asked for is none to the next one's question. */
  forget(): void {
    this.#given = undefined;
  }

  give(answer: string | null): void {
    if (this.#waiting) this.#waiting(answer);
    else this.#given = answer;
    this.#waiting = null;
  }
}

/** An open walk as the screens see it. */
export function walkPort(session: WalkSession, answers: Answers): OpenWalk {
  const { conductor, rulebook, surroundings } = session;
  return {
    playbook: rulebook.playbook,
    recorded: session.recorded,
    state: () => conductor.state,
    subscribe: (listener) => conductor.subscribe(() => listener()),
    diagnosis: () => session.diagnosis(),
    board: () => session.board(),
    symptoms: () => symptomChoices(session),
    chooseSymptom: (id, because) =>
      void conductor.record({ type: 'symptom.chosen', symptom: id, because: surroundings.redactor.text(because) }),
    symptomsIn: async (text) => {
      const { target } = conductor.state;
      const found = target ? suggestSymptoms(rulebook.symptoms, target, text.split('\n')) : [];
      const suggested = found
        .filter((one) => one.line !== '')
        .map(({ id, words, line }) => ({ id, words, because: surroundings.redactor.text(line) }));
      const more = symptomsOfSignatures(session, text).filter((one) => !suggested.some(({ id }) => id === one.id));
      return [...suggested, ...more];
    },
    remaining: () => conductor.remaining(),
    underWay: () => conductor.underWay(),
    consentPlan: () => consentPlan(session),
    consent: (plan, ticked) => {
      setEndpoints(session, withTicks(plan, ticked));
      conductor.allow(
        plan.tiers,
        `${plan.containers.length} ${plan.containers.length === 1 ? 'container' : 'containers'} of ours, as shown`,
      );
    },
    refuse: (plan) => conductor.refuse(plan.tiers, 'nothing of ours is made'),
    moreFor: (step, subject) => moreFor(session, step, subject),
    allow: (tier, what) => conductor.allow([tier], what),
    take: async (step, subject, again) => {
      await conductor.take(step, subject, again);
      answers.forget();
    },
    preview: (step, subject, also) => preview(session, step, subject, also),
    live: (step, subject) => conductor.live.read(step, subject),
    fetchAhead: () => conductor.fetchAhead(),
    cancel: (key) => conductor.cancel(key),
    skip: (step, subject, reason) => conductor.skip(step, subject, surroundings.redactor.text(reason)),
    decide: (advised, chosen, reason) =>
      void conductor.record({ type: 'decision.taken', advised, chosen, reason: surroundings.redactor.text(reason) }),
    note: (text) =>
      void conductor.record({
        type: 'note.added',
        text: surroundings.redactor.text(text),
        operator: conductor.state.operators.at(-1) ?? '',
      }),
    answer: (choice) => answers.give(choice),
    setEndpoints: (endpoints) => setEndpoints(session, endpoints),
    setBinary: (path) => {
      const { target } = conductor.state;
      if (target) conductor.record({ type: 'target.identified', target: { ...target, binary: path } });
    },
    verified: (steps, before, after) =>
      void conductor.record({ type: 'verified.fixed', steps: [...steps], before, after }),
    update: () => session.update(),
    exportNotes: async (format) => {
      return session.exportNotes(format);
    },
    trouble: () => conductor.trouble,
    async finish(reason) {
      await session.finish(reason);
      // Again, whatever was exported before: only now is it known how the walk ended and that the target is unchanged.
      const { path } = await session.exportNotes('md');
      const { id } = conductor.state.session ?? { id: 'SESSION' };
      const notes =
        path === '' ? `The notes could not be written; export them again with: walkdown notes ${id}` : `Notes: ${path}`;
      const isBegun = conductor.state.steps.some((one) => one.judgement !== null);
      if (session.recorded || !isBegun || conductor.remaining().length === 0) return notes;
      return `${notes}\nThe walk is kept where it stands; go on: walkdown sessions resume ${id}`;
    },
  };
}

/** The symptoms of the signatures that a text matches, as `walkdown match` finds them. */
function symptomsOfSignatures({ conductor, rulebook, surroundings }: WalkSession, text: string): SymptomChoice[] {
  const { target } = conductor.state;
  const { log } = rulebook.extractors;
  if (!target || !log) return [];
  const evidence = [{ data: { lines: text.split('\n', 2_000) } } as unknown as Evidence];
  const now = new Date().toISOString();
  const facts = log.extract(evidence, { target, subject: '', earlier: {}, limits: rulebook.playbook.limits, now });
  const ids = Array.isArray(facts.symptoms) ? facts.symptoms : [];
  const because = surroundings.redactor.text(typeof facts.topLine === 'string' ? facts.topLine : '');
  return rulebook.symptoms
    .filter(({ id }) => id !== 'unknown' && ids.includes(id))
    .map(({ id, words }) => ({ id, words, because }));
}

/** The command as it will be run, masked as its evidence will be. */
function preview({ conductor, surroundings, recorded }: WalkSession, step: string, subject: string, also?: Tier) {
  const found = recorded ? null : conductor.preview(step, subject, also);
  if (found === null) return null;
  const { argv, words, place, timeoutMs } = found;
  const { redactor } = surroundings;
  const does = redactor.uncounted(() =>
    argv.length > 0 ? `$ ${commandLine(redactor.argv(argv))}` : redactor.text(words),
  );
  return { command: place === null ? does : `${does}   (${place.view}, ${place.tier} tier)`, timeoutMs };
}

/** What the target's state and log suggest first, with why; then all the others, "not sure" last. */
function symptomChoices(session: WalkSession): SymptomChoice[] {
  const { conductor, rulebook, surroundings } = session;
  const { target } = conductor.state;
  const suggested = target ? suggestSymptoms(rulebook.symptoms, target, surroundings.log) : [];
  const choices = suggested.map(({ id, words, because, line }) => ({
    id,
    words,
    because: surroundings.redactor.text(line || because),
  }));
  const others = rulebook.symptoms.filter((one) => !suggested.some(({ id }) => id === one.id));
  const unknown = others.filter((one) => one.id === 'unknown');
  const rest = others.filter((one) => one.id !== 'unknown');
  const ordered = choices.length > 0 ? [...rest, ...unknown] : [...unknown, ...rest];
  return [...choices, ...ordered.map(({ id, words }) => ({ id, words, because: null }))];
}

async function consentPlan(session: WalkSession): Promise<ConsentPlan | null> {
  const { conductor, surroundings } = session;
  const asked = conductor.state.consents.some((one) => one.tiers.includes('network'));
  if (session.recorded || asked) return null;
  const plan = await surroundings.plan(FIRST_TIERS);
  if (plan === null) return null;
  return {
    tiers: FIRST_TIERS,
    containers: plan.containers.map((one) => ({
      role: one.role,
      tier: one.tier,
      image: one.imageRef,
      chosenBecause: one.chosenBecause,
      libcMatched: one.libcMatched,
      namespaces: one.namespaces.join(', ') || 'none',
      privileges: one.privileges,
      lifeSeconds: one.lifeSeconds,
    })),
    missing: plan.missing,
    endpoints: (conductor.state.target?.endpoints ?? []).map((one) => ({ ...one, ticked: one.source !== 'logged' })),
  };
}

/** A ticked host may be connected to, also when only the log named it; one unticked is looked up at most. */
function withTicks(plan: ConsentPlan, ticked: readonly Endpoint[]): Endpoint[] {
  const chosen = new Set(ticked.map(endpointSubject));
  return plan.endpoints.map(({ ticked: _ticked, ...endpoint }) => {
    if (!chosen.has(endpointSubject(endpoint))) return { ...endpoint, source: 'logged' as const };
    return endpoint.source === 'logged' ? { ...endpoint, source: 'option' as const } : endpoint;
  });
}

function setEndpoints({ conductor }: WalkSession, endpoints: readonly Endpoint[]): void {
  conductor.record({ type: 'endpoints.chosen', endpoints: [...endpoints] });
}

/** A tier beyond the first question that would show what this step could not see. */
function moreFor({ conductor, recorded }: WalkSession, step: string, subject: string): Tier | null {
  if (recorded) return null;
  const record = latestAttempts(conductor.state).find((one) => one.step === step && one.subject === subject);
  const wanted = record?.unseen?.tier ?? null;
  const { action } = conductor.step(step) ?? {};
  const listed = action?.kind === 'run' || action?.kind === 'exchange' ? action.in.map(({ tier }) => tier) : [];
  const tier = wanted ?? (record?.unseen ? (listed.find((one) => ASKED_FOR.includes(one)) ?? null) : null);
  // A clone of a dead container is offered only for a step that says it serves there.
  if (tier === 'clone' && !listed.includes('clone')) return null;
  return tier !== null && ASKED_FOR.includes(tier) && !conductor.allowed.has(tier) ? tier : null;
}
