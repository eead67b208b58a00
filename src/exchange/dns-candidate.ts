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

  /** Makes the pipe and sees which nameserver answers at all, so that neither is in the times that count. */
  async warmUp(name: string): Promise<void> {
    for (; this.#at < this.#options.servers.length; this.#at += 1) {
      const socket = await this.#open();
      const first = await socket?.warmUp({ name, type: 'A' }, this.#options.deadline.signal);
      if (first?.reply) return;
      const limits = { limitMs: this.#options.limitMs, signal: this.#options.deadline.signal };
      const second = await socket?.ask({ name, type: 'A' }, limits);
      if (second?.reply) return;
      this.close();
    }
    this.#at = 0;
  }

  async ask(name: string): Promise<Candidate | null> {
    const socket = await this.#open();
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

  async #open(): Promise<UdpAsker | null> {
    if (this.#socket && this.#socket.dead === null) return this.#socket;
    const server = this.#options.servers[this.#at] ?? '127.0.0.1';
    const options = { spacingMs: SPACING_MS, signal: this.#options.deadline.signal };
    const opened = await UdpAsker.open(this.#dialler, server, this.#options.port, options);
    if (opened instanceof UdpAsker) this.#socket = opened;
    else this.trouble = opened;
    return opened instanceof UdpAsker ? opened : null;
  }
}
