import type { StepKey } from '../session/events.ts';
import { LiveTail } from './live-tail.ts';

/** What a command that is running has printed so far. */
export interface LiveOutput {
  /** The last lines, masked; not yet safe for a screen. */
  readonly lines: readonly string[];
  /** All that has come, of both streams. */
  readonly bytes: number;
}

/** Takes what a running command prints, as it comes. */
export type TakeOutput = (stream: 'stdout' | 'stderr', chunk: Buffer) => void;

/** Lines that are shown at most, and characters: the rest of what is kept is there to know secrets by. */
const MOST_LINES = 40;
const MOST_CHARACTERS = 16_000;
/** Masked so often at most, milliseconds: quicker than this nobody reads. */
const PACE_MS = 240;

interface Running {
  readonly tail: LiveTail;
  /** As of how many bytes `shown` is. */
  at: number;
  shown: LiveOutput | null;
  /** When it was masked last; infinite while it is being masked. */
  since: number;
}

/** What the commands that are running print, for whoever watches; nothing of it is judged or kept. */
export class LiveOutputs {
  readonly #mask: ((text: string) => Promise<string>) | null;
  readonly #running = new Map<string, Running>();

  /** `mask`: as evidence is masked before it is journalled. Null: nothing is shown. */
  constructor(mask: ((text: string) => Promise<string>) | null) {
    this.#mask = mask;
  }

  begin({ step, subject }: StepKey): TakeOutput {
    const running: Running = { tail: new LiveTail(), at: 0, shown: null, since: Number.NEGATIVE_INFINITY };
    this.#running.set(nameOf(step, subject), running);
    return this.#mask === null ? () => {} : (stream, chunk) => running.tail.add(stream, chunk);
  }

  end({ step, subject }: StepKey): void {
    this.#running.delete(nameOf(step, subject));
  }

  /** As it was masked last; newer output is masked meanwhile and there at the next call. Null: there is none. */
  read(step: string, subject: string): LiveOutput | null {
    const running = this.#running.get(nameOf(step, subject));
    if (running === undefined) return null;
    if (running.tail.bytes > running.at && performance.now() - running.since > PACE_MS) void this.#renew(running);
    return running.shown;
  }

  async #renew(running: Running): Promise<void> {
    if (this.#mask === null) return;
    running.since = Number.POSITIVE_INFINITY;
    running.at = running.tail.bytes;
    try {
      const masked = await this.#mask(running.tail.text());
      running.shown = { lines: lastLines(masked), bytes: running.at };
    } catch {
      // What cannot be masked is not shown.
    }
    running.since = performance.now();
  }
}

function lastLines(text: string): string[] {
  const end = text.slice(-MOST_CHARACTERS).replace(/[\r\n]+$/, '');
  if (end === '') return [];
  const lines = end.split('\n');
  return (text.length > MOST_CHARACTERS && lines.length > 1 ? lines.slice(1) : lines).slice(-MOST_LINES);
}

function nameOf(step: string, subject: string): string {
  return `${step}\u0000${subject}`;
}
