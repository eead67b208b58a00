import type { SessionEvent } from '../../src/session/events.ts';
import type { Evidence } from '../../src/session/evidence.ts';

/** What a journal becomes before it is published. */
export interface Publication {
  /** The command line that stands in it. */
  readonly argv: readonly string[];
  /** Text replaced everywhere, in this order: the lab's names by the story's. */
  readonly rename: readonly (readonly [from: string, to: string])[];
  /** What must not be in it: this machine's paths and names. */
  readonly forbidden: readonly string[];
}

/** Characters of an output that are published, and of evidence that is values. */
const MOST_OUTPUT = 1500;
const MOST_DATA = 3000;

/** A host path that a fixture was mounted from. */
const FIXTURE = /\/tmp\/walkdown-[a-z]+-\w{6}\//g;

/**
 * A journal as JSON lines that may leave this machine: outputs cut, the operator nobody in particular, names changed as
 * told. Throws when something of this machine is still in it.
 */
export function forPublication(events: readonly SessionEvent[], publication: Publication): string {
  const text = events.map((event) => `${JSON.stringify(published(event, publication))}\n`).join('');
  const renamed = publication.rename.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const result = renamed
    .replaceAll(FIXTURE, '/var/lib/orchestrator/')
    // Another run's image of the same content is the same image under one more tag.
    .replaceAll(/walkdown-test-[0-9a-f]{6}\//g, '')
    .replaceAll(/("shop\/[^"]*")(?:,\1)+/g, '$1');
  const found = publication.forbidden.filter((word) => word.length > 2 && result.includes(word));
  if (found.length > 0) {
    const at = result.indexOf(found[0] ?? '');
    throw new Error(`The recording holds ${found.join(', ')}: …${result.slice(Math.max(0, at - 80), at + 80)}…`);
  }
  return result;
}

function published(event: SessionEvent, { argv }: Publication): SessionEvent {
  switch (event.type) {
    case 'session.started':
      return {
        ...event,
        session: {
          ...event.session,
          operator: 'oncall@example',
          argv: [...argv],
          engine: { ...event.session.engine, host: 'unix:///var/run/docker.sock', context: null },
        },
      };
    case 'step.observed':
      return { ...event, evidence: event.evidence.map(bounded) };
    default:
      return event;
  }
}

function bounded(evidence: Evidence): Evidence {
  const { data, ...rest } = evidence;
  const big = data !== undefined && JSON.stringify(data).length > MOST_DATA;
  const cut = evidence.stdout.length > MOST_OUTPUT || evidence.stderr.length > MOST_OUTPUT;
  return {
    ...rest,
    stdout: evidence.stdout.slice(0, MOST_OUTPUT),
    stderr: evidence.stderr.slice(0, MOST_OUTPUT),
    truncated: evidence.truncated || cut || big,
    ...(data === undefined || big ? {} : { data }),
  };
}
