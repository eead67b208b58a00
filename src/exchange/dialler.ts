import type { Duplex } from 'node:stream';
import type { Answer } from '../engine/engine.ts';
import type { Tier, View } from '../session/evidence.ts';

/**
 * A byte stream from inside the target's network namespace. Whoever has a conversation (DNS, TLS, HTTP) through it
 * makes and reads the bytes here; only the connection is made there, so no tool but a byte pipe is needed.
 */
export interface Dialler {
  readonly view: View;
  readonly tier: Tier;
  readonly image: { readonly ref: string; readonly id: string } | null;
  readonly libcMatched: boolean | null;
  /**
   * Opens a stream to an address (not a name: names are looked up by the steps that judge look-ups).
   * For udp each write is one datagram; replies come back as bytes without framing. The stream ends or errors when the
   * connection fails; what the pipe tool said of it is in `DialFailure` on the stream's error. A stream whose tool tells
   * when the connection stands may emit `connect` then; nobody may rely on it.
   */
  open(protocol: 'tcp' | 'udp', address: string, port: number, signal?: AbortSignal): Promise<Answer<Duplex>>;
  /** The command line that would open the same pipe by hand. */
  byHand(protocol: 'tcp' | 'udp', address: string, port: number): string;
}

/** Why the other side was not reached, in the words of connect(2). */
export class DialFailure extends Error {
  readonly kind: 'refused' | 'unreachable' | 'timeout' | 'reset' | 'closed' | 'tool';
  constructor(kind: DialFailure['kind'], message: string) {
    super(message);
    this.name = 'DialFailure';
    this.kind = kind;
  }
}
