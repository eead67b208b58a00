import type { Json } from '../session/evidence.ts';

/** What is captured, as the consent names it. */
export interface CaptureParams {
  /** How long, 1 to 30 seconds. */
  readonly seconds: number;
  /** After so many packets it ends sooner; at most 400. */
  readonly packets: number;
  /** tcpdump's words, without quotes. */
  readonly filter: string;
}

/** Bytes of each packet that the kernel hands over: the longest headers of IPv6 and TCP, and DNS's own. */
const SNAPLEN = 128;
/** A packet's headers are some 300 bytes of text and 200 of the journal. */
export const MOST_PACKETS = 400;

/** The parameters of a playbook's step, bounded; null where they are no such. Pure. */
export function captureParams(params: Readonly<Record<string, Json>>): CaptureParams | null {
  const { seconds, packets, filter } = params;
  if (typeof seconds !== 'number' || typeof packets !== 'number' || typeof filter !== 'string') return null;
  // A word that begins with "-" would be an option of tcpdump's, which can run programs (-z).
  if (!/^[a-z0-9(][a-z0-9 .:()/]{1,300}$/.test(filter)) return null;
  return {
    seconds: Math.min(30, Math.max(1, Math.ceil(seconds))),
    packets: Math.min(MOST_PACKETS, Math.max(1, Math.ceil(packets))),
    filter,
  };
}

/** What a capture will do, for the one who is asked: what, how long, which filter. Pure. */
export function captureWords({ seconds, packets, filter }: CaptureParams): string {
  return `tcpdump for ${seconds} s, at most ${packets} packets, their headers only (no payload is kept): ${filter}`;
}

/** The command; it ends by itself. Pure. */
export function captureArgv({ seconds, packets, filter }: CaptureParams): string[] {
  const bounds = ['timeout', '-s', 'INT', String(seconds)];
  // No promiscuous mode, no names looked up, numbers absolute, no other user (nobody could end it then).
  const how = ['-i', 'any', '-p', '-n', '-tt', '-v', '-S', '-l', '-Z', 'root'];
  return [...bounds, 'tcpdump', ...how, '-s', String(SNAPLEN), '-c', String(packets), filter];
}
