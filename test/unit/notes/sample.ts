import { buildReport, type Report } from '../../../src/notes/report.ts';
import { bundledDir } from '../../../src/playbook/places.ts';
import type { NewEvent, SessionEvent } from '../../../src/session/events.ts';
import type { Evidence, Facts } from '../../../src/session/evidence.ts';
import { foldAll, type WalkState } from '../../../src/session/state.ts';
import { diagnosisOf } from '../../../src/walk/diagnosis-of-state.ts';
import { loadRulebook, type Rulebook } from '../../../src/walk/rulebook.ts';
import { target } from '../playbook/helpers.ts';

export const ENDPOINT = 'api.partner.example:443';

let rulebook: Promise<Rulebook> | null = null;

export function bundledRules(): Promise<Rulebook> {
  rulebook ??= loadRulebook('fast-diagnosis', { bundled: bundledDir(), team: [], cwd: '/' });
  return rulebook;
}

/** Numbers and times events, a second apart. */
export function written(events: readonly NewEvent[], from = '2026-11-23T02:41:17.000Z'): SessionEvent[] {
  const start = Date.parse(from);
  return events.map(
    (event, n) => ({ v: 1, n, at: new Date(start + n * 1000).toISOString(), ...event }) as SessionEvent,
  );
}

export function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    kind: 'run',
    what: 'the chain that the server sends',
    argv: ['openssl', 's_client', '-connect', ENDPOINT],
    view: 'sidecar',
    tier: 'network',
    exitCode: 1,
    timedOut: false,
    startedAt: '2026-11-23T02:41:20.000Z',
    durationMs: 212,
    stdout:
      'depth=1 O = Example, CN = Example Issuing CA\nverify error:num=20:unable to get local issuer certificate\n',
    stderr: '',
    truncated: false,
    byHand: `docker run --rm --network container:payments-api walkdown/toolkit:musl openssl s_client -connect ${ENDPOINT}`,
    ...more,
  };
}

export function step(
  id: string,
  outcome: string,
  code: string,
  summary: string,
  more: { subject?: string; evidence?: Evidence[]; facts?: Facts; attempt?: number; advice?: string } = {},
): NewEvent[] {
  const key = { step: id, subject: more.subject ?? '', attempt: more.attempt ?? 1 };
  const judgement = {
    outcome: outcome as 'ok',
    code,
    summary,
    meaning: '',
    advice: more.advice ?? '',
    next: '',
    because: Object.entries(more.facts ?? {}).map(([fact, value]) => ({ fact, value })),
    rule: null,
  };
  return [
    { type: 'step.started', ...key },
    {
      type: 'step.observed',
      ...key,
      evidence: more.evidence ?? [],
      facts: more.facts ?? {},
      libcMatched: true,
      unseen: null,
      observedAt: '2026-11-23T02:41:21.000Z',
    },
    { type: 'step.judged', ...key, judgement },
  ];
}

export const START: NewEvent = {
  type: 'session.started',
  session: {
    id: '20261123-024117-3f2a',
    tool: { name: 'walkdown', version: '1.0.0' },
    playbook: { id: 'fast-diagnosis', version: '1', sha256: 'ab'.repeat(32) },
    engine: {
      name: 'docker',
      version: '27.1.0',
      apiVersion: '1.46',
      host: 'ssh://ops@prod-eu-1',
      context: 'prod-eu-1',
      clockSkewMs: 12,
    },
    operator: 'alice@jump1',
    incident: 'INC-4711',
    symptom: 'tls-errors',
    argv: ['payments-api'],
    recorded: false,
  },
};

/** A walk that found an outdated CA bundle, with a note, an overridden advice, consent, and a skipped step. */
export function sampleEvents(): NewEvent[] {
  const digest = `registry.example/payments@sha256:${'d'.repeat(64)}`;
  const image = {
    id: `sha256:${'1'.repeat(64)}`,
    ref: 'registry.example/payments:4.2',
    tags: ['registry.example/payments:4.2'],
    digests: [digest],
    created: '2026-01-02T03:04:05Z',
    architecture: 'amd64',
  };
  return [
    START,
    {
      type: 'target.identified',
      target: target({ id: `${'c0ffee'.repeat(10)}abcd`, image, startedAt: '2026-11-22T23:10:00Z', restartCount: 4 }),
    },
    { type: 'symptom.chosen', symptom: 'tls-errors', because: 'x509: certificate signed by unknown authority' },
    ...step('what-changed', 'ok', 'CHG-002', 'made 3 h ago, restarted 4 times', {
      evidence: [
        evidence({ kind: 'read', argv: [], view: 'engine', tier: 'engine', byHand: 'docker inspect payments-api' }),
      ],
    }),
    ...step('image-id', 'ok', 'IMG-000', 'the image is the expected one'),
    { type: 'consent.given', tiers: ['network'], what: 'one sidecar, 30 min, api.partner.example:443' },
    {
      type: 'debug.made',
      containerId: 'f00d'.repeat(16),
      image: { ref: 'walkdown/toolkit:musl', id: `sha256:${'2'.repeat(64)}` },
      tier: 'network',
      role: 'sidecar',
      libc: { family: 'musl', version: '1.2.5' },
      libcMatched: true,
      chosenBecause: 'the toolkit of the target’s libc',
      privileges: 'uid 65534, no capabilities, read-only',
    },
    { type: 'connected.to', destination: ENDPOINT, from: 'sidecar' },
    { type: 'redaction.applied', rule: 'url-credentials', count: 2 },
    ...step('tls-chain', 'fault', 'TLS-004', 'the issuer is not in the container’s trust store (verify error 20)', {
      subject: ENDPOINT,
      evidence: [evidence()],
      facts: { verifyCode: 20, issuer: 'CN = Example Issuing CA' },
      advice: 'Compare with the healthy replica, then rebuild on a fresh base.',
    }),
    { type: 'note.added', text: 'partner rotated their CA last week', operator: 'alice@jump1' },
    { type: 'decision.taken', advised: 'trust-store', chosen: 'clock', reason: 'time looked odd on the host' },
    ...step('clock', 'ok', 'CLK-000', 'the clock is 0.1 s off', { subject: ENDPOINT }),
    ...step('trust-store', 'suspect', 'CAB-002', 'ca-certificates 20230506, its newest root is of 2023-04'),
    { type: 'step.skipped', step: 'proxy', subject: ENDPOINT, attempt: 1, reason: 'no proxy here' },
    ...step('packages', 'suspect', 'PKG-001', '412 packages, three times the bare base'),
    { type: 'debug.removed', containerId: 'f00d'.repeat(16) },
    { type: 'target.checked', changed: false, details: ['docker diff is the same'], leftBehind: [] },
    { type: 'session.finished', reason: 'complete' },
  ];
}

export async function sample(
  events: readonly NewEvent[] = sampleEvents(),
): Promise<{ report: Report; state: WalkState }> {
  const rules = await bundledRules();
  const state = foldAll(written(events));
  return { state, report: buildReport(state, diagnosisOf(state, rules), rules.playbook) };
}
