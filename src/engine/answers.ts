import type { Answer, Unavailable } from './engine.ts';
import { EngineRefused, EngineUnavailable } from './errors.ts';
import { oneLine } from './one-line.ts';
import { WireFailure } from './wire.ts';

/** What is being asked, for the answer when it cannot be had. */
export interface Question {
  /** In a few words: "the logs of web". */
  readonly what: string;
  /** A command line a person could type instead. */
  readonly toCheckIt: string;
}

export function unavailable(kind: Unavailable['kind'], reason: string, toCheckIt: string): Unavailable {
  return { ok: false, kind, reason: oneLine(reason, 500), toCheckIt };
}

function available<T>(value: T): Answer<T> {
  return { ok: true, value };
}

/** Runs a look-up and turns whatever it throws into an `Unavailable`. Never throws. */
export async function ask<T>(question: Question, look: () => Promise<T>): Promise<Answer<T>> {
  try {
    return available(await look());
  } catch (error) {
    return toUnavailable(error, question);
  }
}

/** An answer given from inside a look-up. */
export class Answered extends Error {
  readonly answer: Unavailable;
  constructor(answer: Unavailable) {
    super(answer.reason);
    this.name = 'Answered';
    this.answer = answer;
  }
}

/** What the engine said of a request it did not serve, sorted by what it means for the person. */
export function toUnavailable(error: unknown, question: Question): Unavailable {
  if (error instanceof Answered) return error.answer;
  const { what, toCheckIt } = question;
  if (!(error instanceof WireFailure)) {
    return unavailable('failed', `${what}: ${error instanceof Error ? error.message : String(error)}`, toCheckIt);
  }
  const said = oneLine(error.message, 300);
  switch (error.kind) {
    case 'timeout':
      return unavailable('timeout', `${what}: the engine gave ${said}`, toCheckIt);
    case 'cancelled':
      return unavailable('failed', `${what}: cancelled`, toCheckIt);
    case 'connection':
      return unavailable('failed', `${what}: the connection to the engine broke (${said})`, toCheckIt);
    case 'status':
      return unavailable(kindOfStatus(error.status ?? 0, error.message), `${what}: ${said}`, toCheckIt);
  }
}

/** Engines tell a vanished container, a missing file and a wrong state apart by words more than by status. */
function kindOfStatus(status: number, message: string): Unavailable['kind'] {
  const text = message.slice(0, 2_000).toLowerCase();
  if (status === 401 || status === 403) return 'refused';
  if (
    /no such container|no such exec|no container with name|is not running|not running|is paused|is restarting|container stopped|marked for removal|removal of container|joining (network|pid) namespace|cannot join|pipe fds for pid/.test(
      text,
    )
  ) {
    return 'gone';
  }
  if (status === 404) return 'missing';
  if (/no such file or directory|no such image|executable file not found|not a directory/.test(text)) return 'missing';
  if (status === 409) return 'gone';
  if (
    status === 501 ||
    status === 405 ||
    /does not support|not supported|not implemented|unsupported|cannot read logs/.test(text)
  )
    return 'unsupported';
  return 'failed';
}

/** For the few questions without which there is no walk at all: what failed them, as an error that ends the command. */
export function toEngineError(error: unknown, what: string, host: string): EngineUnavailable | EngineRefused {
  const failure = toUnavailable(error, { what, toCheckIt: '' });
  if (failure.kind === 'refused')
    return new EngineRefused(`${failure.reason}; ask whoever runs ${host} for the right to it`, { cause: error });
  return new EngineUnavailable(`${failure.reason}; see whether docker ps works on ${host}`, { cause: error });
}
