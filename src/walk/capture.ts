import type { ViewCommand } from '../debug/views.ts';
import type { Answer } from '../engine/engine.ts';
import { type CaptureParams, captureArgv, captureWords, MOST_PACKETS } from '../exchange/capture.ts';
import { pause } from '../exchange/deadline.ts';
import { packetLine, parsePackets } from '../exchange/packet-text.ts';
import type { Evidence } from '../session/evidence.ts';
import type { RunView } from './two-libcs.ts';

/** For starting and ending tcpdump, beyond its own time, in milliseconds. */
const GRACE_MS = 8_000;
/** What provokes packets is begun again after so many milliseconds. */
const ROUND_MS = 2_000;

/** Whose packets are asked about. */
export interface CaptureAbout {
  /** host:port */
  readonly subject: string;
  /** The host's, as the target's resolver gives them; none where it gives none. */
  readonly addresses: readonly string[];
}

/**
 * Captures what passes in the target's network while `provoke` is repeated (one round may be had before tcpdump
 * listens, so that nothing has to wait for it). Of the packets only their headers are kept.
 */
export async function capturePackets(
  run: RunView,
  params: CaptureParams,
  about: CaptureAbout,
  provoke: (signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<Answer<Evidence>> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  signal?.addEventListener('abort', stop, { once: true });
  let rounds = 0;
  const provoking = (async () => {
    while (!over.signal.aborted) {
      const began = performance.now();
      await provoke(over.signal).catch(() => undefined);
      rounds += 1;
      await pause(Math.max(200, ROUND_MS - (performance.now() - began)), over.signal);
    }
  })();
  const command: ViewCommand = {
    what: `packets to and from ${about.subject}`,
    view: 'sidecar',
    tier: 'capture',
    argv: captureArgv(params),
    env: [],
    needs: ['timeout', 'tcpdump'],
    matched: false,
    timeoutMs: params.seconds * 1_000 + GRACE_MS,
    signal,
  };
  try {
    const own = await run(command);
    // Which libc tcpdump has is nothing to the packets.
    const answer = own.ok || own.kind !== 'missing' ? own : await run({ ...command, libc: 'other' });
    stop();
    await provoking;
    return answer.ok ? evidenceOf(answer.value.evidence, params, about, rounds) : own.ok ? answer : own;
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
  }
}

function evidenceOf(ran: Evidence, params: CaptureParams, about: CaptureAbout, rounds: number): Answer<Evidence> {
  if (!/listening on /.test(ran.stderr)) {
    const said = ran.stderr.split('\n').find((line) => /tcpdump|timeout/.test(line)) ?? 'it said nothing';
    const reason = `tcpdump did not listen: ${said.slice(0, 200)}`;
    return { ok: false, kind: 'failed', reason, toCheckIt: ran.byHand };
  }
  const packets = parsePackets(ran.stdout, MOST_PACKETS);
  const dropped = Number(/(\d{1,9}) packets? dropped by kernel/.exec(ran.stderr)?.[1] ?? 0);
  const counted = Number(/(\d{1,9}) packets? captured/.exec(ran.stderr)?.[1] ?? packets.length);
  const since = packets[0]?.at ?? 0;
  const lines = packets.map((packet) => packetLine(packet, since));
  const end = `; ${captureWords(params)}\n; ${counted} packets, ${dropped} lost by the kernel, ${rounds} rounds of ours meanwhile`;
  return {
    ok: true,
    value: {
      ...ran,
      kind: 'exchange',
      argv: [],
      timedOut: false,
      exitCode: null,
      stdout: `${[end, ...lines].join('\n')}\n`,
      stderr: '',
      truncated: ran.truncated,
      data: {
        conversation: 'capture',
        subject: about.subject,
        addresses: [...about.addresses],
        seconds: params.seconds,
        filter: params.filter,
        complete: counted < params.packets && dropped === 0 && !ran.truncated,
        rounds,
        packets: packets.map((packet) => ({ ...packet })),
      },
      byHandEquivalent: false,
    },
  };
}
