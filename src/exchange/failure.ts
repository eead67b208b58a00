import { DialFailure } from './dialler.ts';

/**
 * How a conversation failed. The first five are the other side's or the network's doing, `tool` is ours (the pipe could
 * not be made), `cancelled` is the person's, `flood` is a peer that sends without end.
 */
export type FailureKind = 'refused' | 'unreachable' | 'timeout' | 'reset' | 'closed' | 'flood' | 'tool' | 'cancelled';

export interface Failure {
  readonly kind: FailureKind;
  /** In the words of whoever saw it; bounded. */
  readonly said: string;
}

const SAID_LIMIT = 300;

/** Errno names of connect(2), send(2) and recv(2), as Node spells them in `error.code`. */
const KIND_OF_CODE: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'timeout',
};

/** `error.code` where it is a string. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** An error's message, bounded, whatever was thrown. */
export function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, SAID_LIMIT);
}

/** What an error of a stream means for the conversation. An error that is not known counts as `closed`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DialFailure) return { kind: error.kind, said: wordsOf(error) };
  return { kind: KIND_OF_CODE[codeOf(error)] ?? 'closed', said: wordsOf(error) };
}
