import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SessionEvent } from '../../src/session/events.ts';
import type { Evidence } from '../../src/session/evidence.ts';
import { parseJournal, readJournal } from '../../src/session/read-journal.ts';
import { withOwnNeighbours } from './own-neighbours.ts';
import { SCENARIOS, scenarioNames } from './scenario-folders.ts';

/** Of the first output of a step, so many characters are kept; facts are kept whole, and they are what is judged. */
const OUTPUT_KEPT = 160;

/** What a recording is called in its scenario's folder. */
export const RECORDING = 'recording.jsonl';

/** The events of a walk, with the answers that a person would have given to the steps that ask, by the step's id. */
export function walked(sessionDir: string, answers: Readonly<Record<string, string>> = {}): SessionEvent[] {
  return readJournal(sessionDir).events.map((event) => {
    const answer = event.type === 'step.observed' ? answers[event.step] : undefined;
    if (event.type !== 'step.observed' || answer === undefined) return event;
    return { ...event, facts: { answer }, evidence: [spoken(answer, event.observedAt)], unseen: null };
  });
}

function spoken(answer: string, startedAt: string): Evidence {
  return {
    kind: 'ask',
    what: 'an answer, put in when this was recorded',
    argv: [],
    view: 'engine',
    tier: 'engine',
    exitCode: null,
    timedOut: false,
    startedAt,
    durationMs: 0,
    stdout: answer,
    stderr: '',
    truncated: false,
    byHand: '',
  };
}

/** Keeps a walk's events as a recording: what is judged, without what names this machine. */
export function record(events: readonly SessionEvent[], file: string, run: string): void {
  const lines = withOwnNeighbours(events, `wt-${run}-`)
    .filter(isKept)
    .map((event) => JSON.stringify(neutral(event)));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/** The recordings there are, by the scenario's name. */
export function recorded(): { name: string; events: SessionEvent[] }[] {
  return scenarioNames()
    .map((name) => ({ name, file: join(SCENARIOS, name, RECORDING) }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, events: parseJournal(readFileSync(file, 'utf8')).events }));
}

/** What leads a replay, and what it tells of the walk. */
const KEPT: readonly SessionEvent['type'][] = [
  'session.started',
  'target.identified',
  'symptom.chosen',
  'step.observed',
  'debug.made',
  'debug.removed',
  'connected.to',
  'target.checked',
  'session.finished',
];

function isKept(event: SessionEvent): boolean {
  return KEPT.includes(event.type);
}

function neutral(event: SessionEvent): SessionEvent {
  if (event.type === 'session.started') {
    const { session } = event;
    const engine = { ...session.engine, name: 'lab', host: 'unix:///var/run/docker.sock' };
    return { ...event, session: { ...session, operator: 'gym@lab', engine, argv: ['run'] } };
  }
  if (event.type !== 'step.observed') return event;
  return { ...event, evidence: event.evidence.slice(0, 1).map(cut) };
}

function cut({ data: _data, ...evidence }: Evidence): Evidence {
  const { stdout, stderr, byHand } = evidence;
  return {
    ...evidence,
    stdout: stdout.slice(0, OUTPUT_KEPT),
    stderr: stderr.slice(0, OUTPUT_KEPT),
    truncated: evidence.truncated || stdout.length > OUTPUT_KEPT || stderr.length > OUTPUT_KEPT,
    byHand: byHand.slice(0, OUTPUT_KEPT / 4),
  };
}
