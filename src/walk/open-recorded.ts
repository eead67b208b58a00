import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledDir } from '../playbook/places.ts';
import type { SessionEvent } from '../session/events.ts';
import { memoryJournal } from '../session/journal.ts';
import { stateDir } from '../session/places.ts';
import { parseJournal, type ReadJournal } from '../session/read-journal.ts';
import { createRedactor } from '../session/redact.ts';
import { redactionKey } from '../session/redaction-key.ts';
import { emptyState } from '../session/state.ts';
import { Conductor } from './conductor.ts';
import { recordedObserver } from './recorded-observer.ts';
import { ruleParts } from './rule-parts.ts';
import type { Rulebook } from './rulebook.ts';
import { WalkSession } from './walk-session.ts';

/** No recorded incident, or no session, of that name: exit status 4. */
class RecordingNotFound extends Error {
  readonly exitStatus = 4;
  constructor(message: string) {
    super(message);
    this.name = 'RecordingNotFound';
  }
}

/** An incident that comes with walkdown. */
export interface IncidentEntry {
  readonly id: string;
  readonly title: string;
}

export async function listIncidents(): Promise<IncidentEntry[]> {
  const dir = join(bundledDir(), 'incidents');
  const names = await readdir(dir).catch(() => []);
  const entries = await Promise.all(
    names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map(async (name) => {
        const id = name.slice(0, -'.jsonl'.length);
        const title = await readFile(join(dir, `${id}.txt`), 'utf8').catch(() => id);
        // The first paragraph, whatever its line ends.
        return { id, title: (title.split(/\n[ \t]*\n/)[0] ?? id).replace(/\s+/g, ' ').trim() };
      }),
  );
  return entries;
}

/** Opens a recorded incident: the same walk, its evidence from the recording. Nothing is kept, nothing is looked at. */
export async function openIncident(id: string, rulebook: Rulebook): Promise<WalkSession> {
  return openRecording((await readIncident(id)).events, rulebook);
}

/** The journal of an incident that comes with walkdown. Throws RecordingNotFound, which names those there are. */
export async function readIncident(id: string): Promise<ReadJournal> {
  const known = await listIncidents();
  if (!known.some((one) => one.id === id)) {
    throw new RecordingNotFound(
      `There is no recorded incident "${id.slice(0, 80)}"; there are ${known.map((one) => one.id).join(', ') || 'none'}.`,
    );
  }
  return parseJournal(await readFile(join(bundledDir(), 'incidents', `${id}.jsonl`), 'utf8'));
}

/** A walk over recorded events, judged by this rulebook. */
export function openRecording(events: readonly SessionEvent[], rulebook: Rulebook): WalkSession {
  const recording = recordedObserver(events);
  const started = events.find((one) => one.type === 'session.started');
  const identified = events.find((one) => one.type === 'target.identified');
  if (started?.type !== 'session.started' || identified?.type !== 'target.identified') {
    throw new RecordingNotFound('The recording holds no target; it was stopped before one was identified.');
  }
  const conductor = new Conductor(
    {
      ...ruleParts(rulebook),
      observer: recording.observer,
      knownFacts: recording.facts,
      journal: memoryJournal(started.session.id),
      // What is in a recording was masked when it was made.
      redact: (evidence, facts) => ({ evidence, facts, rules: {} }),
      timeoutMs: null,
      now: () => new Date(),
    },
    emptyState(),
  );
  const { playbook } = rulebook;
  conductor.record({
    type: 'session.started',
    session: {
      ...started.session,
      playbook: { id: playbook.id, version: playbook.version, sha256: playbook.sha256 },
      recorded: true,
    },
  });
  conductor.record({ type: 'target.identified', target: identified.target });
  for (const event of events) {
    // What a person chose led the walk: it leads this one.
    if (event.type === 'symptom.chosen')
      conductor.record({ type: event.type, symptom: event.symptom, because: event.because });
    if (event.type === 'endpoints.chosen') conductor.record({ type: event.type, endpoints: event.endpoints });
    // What was made and connected to then is part of what is told of it now.
    if (event.type === 'debug.made' || event.type === 'debug.removed' || event.type === 'connected.to') {
      const { v: _v, n: _n, at: _at, ...made } = event;
      conductor.record(made);
    }
  }
  const checked = events.findLast((event) => event.type === 'target.checked');
  return new WalkSession({
    conductor,
    rulebook,
    dir: join(stateDir(), 'recordings', started.session.id),
    recorded: true,
    surroundings: {
      log: [],
      redactor: createRedactor(redactionKey()),
      plan: async () => null,
      close: async () =>
        checked ? { changed: checked.changed, details: checked.details, leftBehind: checked.leftBehind } : null,
    },
  });
}
