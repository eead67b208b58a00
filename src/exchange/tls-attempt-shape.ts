import type { FailureKind } from './failure.ts';
import type { HttpAsk, HttpTalk } from './http-talk.ts';
import type { TlsAlert } from './tls-alerts.ts';
import type { Preface, PrefaceResult } from './tls-preface.ts';
import type { ServerFlight } from './tls-wire.ts';

export interface TlsAttemptOptions {
  readonly address: string;
  readonly port: number;
  /** Server Name Indication; null sends none. */
  readonly servername: string | null;
  /** PEM; null trusts nothing. OpenSSL's verdict is recorded, the connection is never refused for it. */
  readonly ca: string | null;
  /** Offers what is long obsolete too, down to TLS 1.0 at security level 0. */
  readonly obsolete?: boolean;
  readonly preface?: Preface;
  /** Makes the ClientHello at least this many bytes longer, by protocol names that nobody speaks. */
  readonly helloPadding?: number;
  /** Milliseconds for all of it, from when the connection stands. */
  readonly limitMs: number;
  /** What follows the handshake: requests on one connection, or silence for this many milliseconds. */
  readonly after?: { readonly requests: readonly HttpAsk[] } | { readonly listenMs: number };
  readonly signal?: AbortSignal;
}

/** One handshake's course. */
export interface TlsAttempt {
  /** done · alert: the server ended it with one · not-tls: other bytes came · protocol: OpenSSL gave up · preface: it
   *  never came to TLS · else how the connection failed. */
  readonly outcome: 'done' | 'alert' | 'not-tls' | 'protocol' | 'preface' | FailureKind;
  /** OpenSSL's or the pipe's words; empty when done. */
  readonly said: string;
  readonly flight: ServerFlight;
  readonly protocol: string;
  readonly cipher: string;
  /** Kind and bits of the ephemeral key (`DH 1024`, `ECDH 253`); empty when there was none. */
  readonly ephemeral: string;
  /** OpenSSL's verdict on the chain with `ca`, by Node's name; empty when it verifies or none was given. */
  readonly opensslVerdict: string;
  /** The alert that ended it, during the handshake or after. */
  readonly alert: (TlsAlert & { readonly when: 'handshake' | 'after' }) | null;
  /** The first bytes of a peer that does not speak TLS, made harmless. */
  readonly banner: string;
  readonly preface: PrefaceResult | null;
  readonly talks: readonly HttpTalk[];
  /** Milliseconds, all from when the pipe was asked for; null where it did not come to that. */
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly handshakeMs: number | null;
  readonly bytesIn: number;
}
