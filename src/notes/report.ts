import type { Diagnosis } from '../diagnose/diagnose.ts';
import { compareText } from '../diagnose/results.ts';
import type { Playbook, Step } from '../playbook/playbook.ts';
import { latestAttempts, type StepRecord, type WalkState } from '../session/state.ts';

/** The report of the contract (`walkdown.report/1`): a projection of a walk's state and its diagnosis. Pure. */
export interface Report {
  schema: 'walkdown.report/1';
  tool: { name: string; version: string };
  session: {
    id: string;
    startedAt: string | null;
    finishedAt: string | null;
    playbook: { id: string; version: string; sha256: string };
    engine: { name: string; version: string; apiVersion: string; host: string };
    clockSkewMs: number | null;
    operators: string[];
    incident: string | null;
    symptom: string;
    recorded: boolean;
  };
  target: ReportTarget | null;
  debug: {
    image: { ref: string; id: string };
    tier: string;
    role: string;
    libc: { family: string; version: string | null };
    libcMatched: boolean | null;
    chosenBecause: string;
    privileges: string;
  }[];
  steps: ReportStep[];
  rootCauses: Diagnosis['rootCauses'];
  ruledOut: Diagnosis['ruledOut'];
  notChecked: Diagnosis['notChecked'];
  hygiene: Diagnosis['hygiene'];
  coverage: Diagnosis['coverage'];
  /** The healthy sibling to compare with; left out where none is known. */
  sibling?: Diagnosis['sibling'];
  interference: {
    targetChanged: boolean;
    details: string[];
    leftBehind: string[];
    made: string[];
    connectedTo: string[];
  };
  redactions: { rule: string; count: number }[];
  /** What was done and written down, in order: events, the operators' notes, decisions with their reasons. */
  timeline: WalkState['timeline'];
  notes: WalkState['notes'];
  decisions: WalkState['decisions'];
  consents: WalkState['consents'];
  verified: WalkState['verified'];
}

type ReportTarget = Omit<NonNullable<WalkState['target']>, 'image'> & {
  image: NonNullable<WalkState['target']>['image'];
};

export interface ReportStep {
  id: string;
  phase: string;
  title: string;
  kind: Step['kind'];
  subject: string;
  attempt: number;
  outcome: string;
  code: string;
  summary: string;
  meaning: string;
  advice: string;
  next: string;
  facts: StepRecord['facts'];
  because: { fact: string; value: unknown }[];
  libcMatched: boolean | null;
  observedAt: string | null;
  evidence: StepRecord['evidence'];
}

/** `steps` holds every attempt that was judged, in order; the diagnosis looked at the latest of each. */
export function buildReport(state: WalkState, diagnosis: Diagnosis, playbook: Playbook): Report {
  const session = state.session;
  const engine = session?.engine;
  return {
    schema: 'walkdown.report/1',
    tool: session?.tool ?? { name: 'walkdown', version: '' },
    session: {
      id: session?.id ?? '',
      startedAt: state.startedAt,
      finishedAt: state.finishedAt,
      playbook: session?.playbook ?? { id: playbook.id, version: playbook.version, sha256: playbook.sha256 },
      engine: {
        name: engine?.name ?? '',
        version: engine?.version ?? '',
        apiVersion: engine?.apiVersion ?? '',
        host: engine?.host ?? '',
      },
      clockSkewMs: engine?.clockSkewMs ?? null,
      operators: state.operators,
      incident: session?.incident ?? null,
      symptom: state.symptom.id,
      recorded: session?.recorded ?? false,
    },
    target: state.target,
    debug: state.debug.map(({ image, tier, role, libc, libcMatched, chosenBecause, privileges }) => ({
      image,
      tier,
      role,
      libc,
      libcMatched,
      chosenBecause,
      privileges,
    })),
    steps: state.steps.filter((one) => one.judgement !== null).map((one) => reportStep(one, playbook)),
    rootCauses: diagnosis.rootCauses,
    ruledOut: diagnosis.ruledOut,
    notChecked: diagnosis.notChecked,
    hygiene: diagnosis.hygiene,
    coverage: diagnosis.coverage,
    ...(diagnosis.sibling === undefined ? {} : { sibling: diagnosis.sibling }),
    interference: {
      targetChanged: state.check?.changed ?? false,
      details: state.check?.details ?? [],
      leftBehind: state.check?.leftBehind ?? [],
      made: state.debug.map(
        (one) => `${one.role} ${one.containerId.slice(0, 12)} from ${one.image.ref} at ${one.tier}: ${one.privileges}`,
      ),
      connectedTo: state.connectedTo,
    },
    redactions: Object.entries(state.redactions)
      .sort(([a], [b]) => compareText(a, b))
      .map(([rule, count]) => ({ rule, count })),
    timeline: state.timeline,
    notes: state.notes,
    decisions: state.decisions,
    consents: state.consents,
    verified: state.verified,
  };
}

function reportStep(record: StepRecord, playbook: Playbook): ReportStep {
  const step = playbook.steps.find((one) => one.id === record.step);
  const judgement = record.judgement;
  return {
    id: record.step,
    phase: step?.phase ?? '',
    title: step?.title ?? record.step,
    kind: step?.kind ?? 'diagnosis',
    subject: record.subject,
    attempt: record.attempt,
    outcome: judgement?.outcome ?? 'inconclusive',
    code: judgement?.code ?? '',
    summary: judgement?.summary ?? '',
    meaning: judgement?.meaning ?? '',
    advice: judgement?.advice ?? '',
    next: judgement?.next ?? '',
    facts: record.facts,
    because: judgement?.because ?? [],
    libcMatched: record.libcMatched,
    observedAt: record.observedAt,
    evidence: record.evidence,
  };
}

/**
 * The exit status of a walk (contract.md): 1 for a fault or a root cause, 5 when an essential step that applies was
 * inconclusive or failed, else 0. Hygiene never counts.
 */
export function exitStatus(state: WalkState, diagnosis: Diagnosis, playbook: Playbook): 0 | 1 | 5 {
  const step = (id: string) => playbook.steps.find((one) => one.id === id);
  const judged = latestAttempts(state).filter((one) => one.judgement !== null);
  const fault = judged.some((one) => one.judgement?.outcome === 'fault' && step(one.step)?.kind !== 'hygiene');
  if (fault || diagnosis.rootCauses.length > 0) return 1;
  const open = judged.some(
    (one) =>
      step(one.step)?.essential === true &&
      (one.judgement?.outcome === 'inconclusive' || one.judgement?.outcome === 'tool-error'),
  );
  return open ? 5 : 0;
}
