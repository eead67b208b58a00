import type { Evidence, Json, Observation } from '../session/evidence.ts';
import type { Dialler } from './dialler.ts';
import { type Failure, wordsOf } from './failure.ts';

const TRANSCRIPT_LIMIT = 48 * 1024;

/** What a conversation gives: values for extractors, lines for people. */
export interface Spoken {
  readonly data: { [key: string]: Json };
  readonly lines: readonly string[];
  readonly timedOut: boolean;
  /** The pipe itself could not be made at all: ours failed, nothing was learnt of the other side. */
  readonly toolTrouble: Failure | null;
}

/** Text of a peer as it may be shown and stored: one line, no control or direction characters, bounded. */
export function plainText(text: string, limit = 300): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut
    .replace(/[\r\n\t]{1,4}/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '·');
}

/** Milliseconds as they are stored: one tenth is all that a pipe can tell. */
export function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** `docker run … --entrypoint nc IMAGE …`: the program and the image after which its arguments come. */
const ENTRYPOINT = /^(.{1,2000}?\s--entrypoint\s)\S{1,200}(\s\S{1,400})(?:\s|$)/;
/** Else the piece that makes the pipe; what stands before it is how to get there. */
const PIPE_TOOL = /\s(?:busybox\s+|\/\S{1,100}\/)?(?:nc|netcat|ncat|bash)\s/;

/**
 * A tool's command line at the place where the dialler's pipes begin: `docker run … openssl …`. Where that place cannot
 * be read off the dialler's own line, the tool's line with the other one as a remark.
 * @param tool the program and its arguments, quoted as a shell needs it.
 */
export function handLine(
  dialler: Dialler,
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
  tool: string,
): string {
  const line = dialler.byHand(protocol, address, port);
  const space = tool.indexOf(' ');
  const entry = ENTRYPOINT.exec(line);
  if (entry !== null && space > 0) return `${entry[1]}${tool.slice(0, space)}${entry[2]}${tool.slice(space)}`;
  const found = PIPE_TOOL.exec(line);
  if (found === null) return `${tool}   # from where this runs: ${line}`;
  return `${line.slice(0, found.index)} ${tool}`;
}

/** A name or address as a word of a shell's command line. */
export function word(text: string): string {
  return /^[\w@%+=:,./[\]-]{1,300}$/.test(text) ? text : `'${plainText(text).replaceAll("'", '')}'`;
}

/** Has a conversation and makes its evidence. What the conversation throws becomes tool trouble, not an exception. */
export async function exchangeEvidence(
  dialler: Dialler,
  about: { readonly what: string; readonly byHand: string },
  talk: () => Promise<Spoken>,
): Promise<Evidence> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  let spoken: Spoken;
  try {
    spoken = await talk();
  } catch (error) {
    const failure: Failure = { kind: 'tool', said: wordsOf(error) };
    spoken = { data: {}, lines: [], timedOut: false, toolTrouble: failure };
  }
  const text = spoken.lines.map((line) => plainText(line)).join('\n');
  return {
    kind: 'exchange',
    what: about.what,
    argv: [],
    view: dialler.view,
    tier: dialler.tier,
    ...(dialler.image ? { image: { ref: dialler.image.ref, id: dialler.image.id } } : {}),
    exitCode: null,
    timedOut: spoken.timedOut,
    startedAt,
    durationMs: roundMs(performance.now() - began),
    stdout: text.length === 0 ? '' : `${text.slice(0, TRANSCRIPT_LIMIT)}\n`,
    stderr: spoken.toolTrouble ? spoken.toolTrouble.said : '',
    truncated: text.length > TRANSCRIPT_LIMIT,
    data: spoken.toolTrouble ? { ...spoken.data, toolTrouble: spoken.toolTrouble.said } : spoken.data,
    byHand: about.byHand,
    byHandEquivalent: true,
  };
}

/** An exchange's evidence as an observation: seen, or ours failed when no pipe could be made at all. */
export function observationOf(evidence: Evidence): Observation {
  const data = evidence.data;
  if (typeof data === 'object' && data !== null && !Array.isArray(data) && typeof data.toolTrouble === 'string') {
    return { kind: 'failed', reason: data.toolTrouble, toCheckIt: evidence.byHand, evidence: [evidence] };
  }
  return { kind: 'seen', evidence: [evidence], libcMatched: null };
}
