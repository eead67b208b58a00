import { OUTCOMES } from '../judge/outcome.ts';
import type { SessionEvent } from './events.ts';
import { type Json, TIERS, VIEWS } from './evidence.ts';
import {
  anything,
  facts,
  flag,
  isShallow,
  json,
  listOf,
  number,
  object,
  oneOf,
  optional,
  orNull,
  type Shape,
  text,
  time,
} from './shape.ts';

/** The version of events that is written; older ones are read, newer ones are passed over. */
const EVENT_VERSION = 1;

const tier = oneOf(...TIERS);
const tiers = listOf(tier);
const texts = listOf(text);
const image = object({ ref: text, id: text });
const libc = object({ family: text, version: orNull(text) });
const key = { step: text, subject: text, attempt: number };

const endpoint = object({
  host: text,
  port: number,
  foundIn: text,
  source: oneOf('option', 'used', 'logged'),
  scheme: text,
  tls: flag,
});

const target = object({
  kind: oneOf('container', 'image'),
  id: text,
  name: text,
  state: text,
  running: flag,
  exitCode: orNull(number),
  oomKilled: flag,
  image: object({ id: text, ref: text, tags: texts, digests: texts, created: text, architecture: text }),
  engineArchitecture: text,
  libc: object({ family: text, version: orNull(text), because: text }),
  os: object({ id: text, version: text, name: text }),
  user: text,
  binary: text,
  endpoints: listOf(endpoint),
  startedAt: orNull(text),
  restartCount: number,
});

const evidence = object({
  kind: oneOf('run', 'read', 'exchange', 'ask', 'derive'),
  what: text,
  argv: texts,
  view: oneOf(...VIEWS),
  tier,
  image: optional(image),
  exitCode: orNull(number),
  timedOut: flag,
  startedAt: text,
  durationMs: number,
  stdout: text,
  stderr: text,
  truncated: flag,
  data: optional(json),
  byHand: text,
});

const judgement = object({
  outcome: oneOf(...OUTCOMES),
  code: text,
  summary: text,
  meaning: text,
  advice: text,
  next: text,
  because: listOf(object({ fact: text, value: json })),
  rule: orNull(
    object({
      file: text,
      line: number,
      when: text,
      nearly: orNull(object({ when: text, line: number, code: text })),
    }),
  ),
});

const session = object({
  id: text,
  tool: object({ name: text, version: text }),
  playbook: object({ id: text, version: text, sha256: text }),
  engine: object({
    name: text,
    version: text,
    apiVersion: text,
    host: text,
    context: orNull(text),
    clockSkewMs: orNull(number),
  }),
  operator: text,
  incident: orNull(text),
  symptom: text,
  argv: texts,
  recorded: flag,
});

const SHAPES: Readonly<Record<SessionEvent['type'], Shape>> = {
  'session.started': object({ session }),
  'session.resumed': object({ operator: text, machine: text }),
  'target.identified': object({ target }),
  'symptom.chosen': object({ symptom: text, because: text }),
  'endpoints.chosen': object({ endpoints: listOf(endpoint) }),
  'consent.given': object({ tiers, what: text }),
  'consent.refused': object({ tiers, what: text }),
  'debug.made': object({
    containerId: text,
    image,
    tier,
    role: text,
    libc,
    libcMatched: orNull(flag),
    chosenBecause: text,
    privileges: text,
  }),
  'debug.removed': object({ containerId: text }),
  'step.started': object(key),
  'step.observed': object({
    ...key,
    evidence: listOf(evidence),
    facts,
    libcMatched: orNull(flag),
    unseen: orNull(
      object({ reason: text, toCheckIt: text, tier: optional(tier), why: oneOf('unseen', 'interrupted', 'failed') }),
    ),
    observedAt: time,
  }),
  'step.judged': object({ ...key, judgement }),
  'step.skipped': object({ ...key, reason: text }),
  'decision.taken': object({ advised: text, chosen: text, reason: text }),
  'note.added': object({ text, operator: text }),
  'redaction.applied': object({ rule: text, count: number }),
  'connected.to': object({ destination: text, from: text }),
  'target.checked': object({ changed: flag, details: texts, leftBehind: texts }),
  'verified.fixed': object({ steps: texts, before: text, after: text }),
  'session.finished': object({ reason: oneOf('complete', 'left', 'interrupted') }),
};

const ENVELOPE = object({ v: anything, n: number, at: time, type: text });

/**
 * An event that came from a file: itself when it has the shape that the fold relies on, else what is wrong, in a few
 * words. An event type that is not known is let through (the fold passes over it) as long as it is shallow.
 */
export function checkEvent(value: unknown): { event: SessionEvent } | { wrong: string } | { newer: number } {
  const wrong = ENVELOPE(value, '');
  if (wrong !== null) return { wrong };
  const event = value as SessionEvent;
  if (typeof event.v !== 'number' || !Number.isInteger(event.v) || event.v < 1)
    return { wrong: 'its version is no number' };
  if (event.v > EVENT_VERSION) return { newer: event.v };
  if (!isShallow(value as Json)) return { wrong: 'it is nested too deeply' };
  const shape = Object.hasOwn(SHAPES, event.type) ? SHAPES[event.type] : undefined;
  const found = shape?.(value, '') ?? null;
  return found === null ? { event } : { wrong: found };
}
