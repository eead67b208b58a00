import type { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import type { DnsAsked } from './dns-ask.ts';
import { UdpAsker } from './dns-udp.ts';
import type { Failure } from './failure.ts';
import { libcSees, type ResolverLibc } from './search-order.ts';

/** One candidate name of a walk through the list: A and AAAA of it, side by side as libcs ask. */
export interface Candidate {
  readonly name: string;
  readonly rcode: string;
  readonly ms: number;
  readonly addresses: readonly string[];
  readonly asked: readonly DnsAsked[];
  readonly server: string;
}

export interface CandidateOptions {
  readonly servers: readonly string[];
  readonly port: number;
  readonly libc: ResolverLibc;
  readonly limitMs: number;
  readonly deadline: Deadline;
}

const SPACING_MS = 60;

/** The nameservers in order; one that stays silent is left, as both libcs would get their answer from another. */
export class CandidateAsker {
  trouble: Failure | null = null;
  #socket: UdpAsker | null = null;
  #at = 0;
  readonly #dialler: Dialler;
  readonly #options: CandidateOptions;

  constructor(dialler: Dialler, options: CandidateOptions) {
    this.#dialler = dialler;
    this.#options = { ...options, servers: options.servers.length > 0 ? options.servers.slice(0, 3) : ['127.0.0.1'] };
  }

  /**
   * Makes the pipe and sees which nameserver answers at all, so that neither is in the times that count. All are asked
   * side by side, as silent ones are waited for in vain; the first in order that answers is taken. False: none does.
   */
  async warmUp(name: string): Promise<boolean> {
    const probed = await Promise.all(this.#options.servers.map((server) => this.#probe(server, name)));
    const answering = probed.findIndex((socket) => socket !== null);
    for (const [index, socket] of probed.entries()) if (index !== answering) socket?.close();
    this.#socket = probed[answering] ?? null;
    this.#at = Math.max(answering, 0);
    return answering >= 0;
  }

  /** A socket to a nameserver that answered one of two questions; null when it did not. */
  async #probe(server: string, name: string): Promise<UdpAsker | null> {
    const socket = await this.#open(server);
    if (socket === null) return null;
    const { limitMs, deadline } = this.#options;
    const first = await socket.warmUp({ name, type: 'A' }, deadline.signal);
    const reply = first?.reply ?? (await socket.ask({ name, type: 'A' }, { limitMs, signal: deadline.signal })).reply;
    if (reply === null) socket.close();
    return reply === null ? null : socket;
  }

  async ask(name: string): Promise<Candidate | null> {
    const socket = await this.#standing();
    if (socket === null) return null;
    const limits = { limitMs: this.#options.limitMs, signal: this.#options.deadline.signal };
    const asked = await Promise.all([
      socket.ask({ name, type: 'A' }, limits),
      socket.ask({ name, type: 'AAAA' }, limits),
    ]);
    if (asked.some(({ outcome }) => outcome === 'cancelled')) return null;
    const { rcode, addresses } = libcSees(
      asked.map(({ reply }) => reply),
      this.#options.libc,
    );
    return {
      name,
      rcode,
      ms: Math.max(...asked.map(({ ms }) => ms ?? this.#options.limitMs)),
      addresses,
      asked,
      server: this.#options.servers[this.#at] ?? '',
    };
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  async #standing(): Promise<UdpAsker | null> {
    if (this.#socket && this.#socket.dead === null) return this.#socket;
    this.#socket = await this.#open(this.#options.servers[this.#at] ?? '127.0.0.1');
    return this.#socket;
  }

  async #open(server: string): Promise<UdpAsker | null> {
    const options = { spacingMs: SPACING_MS, signal: this.#options.deadline.signal };
    const opened = await UdpAsker.open(this.#dialler, server, this.#options.port, options);
    if (opened instanceof UdpAsker) return opened;
    this.trouble = opened;
    return null;
  }
}
