import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import { asObject, asText, parseJson } from './json.ts';

/** One request to the engine's API. */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without the API version and the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: object;
  /** A tar stream to send. */
  readonly upload?: NodeJS.ReadableStream;
  /** Until the answer begins, and for `json` until it ended. Default 10 s. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** Why a request gave no answer. */
export class WireFailure extends Error {
  readonly kind: 'status' | 'timeout' | 'cancelled' | 'connection';
  /** HTTP status; null unless `kind` is status. */
  readonly status: number | null;
  /** ENOENT, ECONNREFUSED, …; empty unless `kind` is connection. */
  readonly code: string;
  constructor(
    kind: WireFailure['kind'],
    message: string,
    details: { status?: number; code?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'WireFailure';
    this.kind = kind;
    this.status = details.status ?? null;
    this.code = details.code ?? '';
  }
}

/** Requests to an engine, each with a deadline and a bounded answer; whatever fails is a WireFailure. */
export interface Wire {
  json(request: WireRequest): Promise<unknown>;
  /** The answer once its headers are there; whoever takes it must read or destroy it. */
  stream(request: WireRequest): Promise<IncomingMessage>;
  /** A connection that is the command's streams from here on. `signal` counts only until it is there. */
  hijack(request: WireRequest): Promise<Duplex>;
}

const DEFAULT_DEADLINE_MS = 10_000;
/** An answer to be held in memory may have this many bytes; a list of thousands of containers has a few millions. */
const MAX_ANSWER_BYTES = 64 << 20;
const MAX_MESSAGE_BYTES = 64 << 10;

const NO_BODY = Buffer.alloc(0);

/** The modem would read the body of a status it does not know without limit and without end: here all are known. */
const EVERY_STATUS: Record<number, true> = Object.fromEntries(
  Array.from({ length: 500 }, (_, index) => [index + 100, true as const]),
);

/** Requests by dockerode's modem, which knows sockets, TLS, chunked uploads and hijacked connections. */
export function createWire(docker: Docker): Wire {
  return {
    async json(request) {
      const deadline = startDeadline(request);
      try {
        const response = await retryOnce(request, () => answered(docker, request, deadline));
        const text = await readBounded(response, MAX_ANSWER_BYTES, deadline);
        return text === '' ? null : parseJson(text);
      } finally {
        deadline.end();
      }
    },
    async stream(request) {
      const deadline = startDeadline(request);
      try {
        return await retryOnce(request, () => answered(docker, request, deadline));
      } finally {
        deadline.end();
      }
    },
    async hijack(request) {
      const deadline = startDeadline(request);
      try {
        return (await dial(docker, request, deadline, true)) as Duplex;
      } finally {
        deadline.end();
      }
    },
  };
}

/** Ends a request at its time limit, or when the caller cancels it. */
interface Deadline {
  readonly signal: AbortSignal;
  /** What an aborted request failed of. */
  failure(): WireFailure | null;
  end(): void;
}

function startDeadline(request: WireRequest): Deadline {
  const controller = new AbortController();
  const limit = request.deadlineMs ?? DEFAULT_DEADLINE_MS;
  let failure: WireFailure | null = null;
  const stop = (why: WireFailure): void => {
    failure ??= why;
    controller.abort();
  };
  const cancel = (): void => stop(new WireFailure('cancelled', 'cancelled'));
  const timer = setTimeout(() => stop(new WireFailure('timeout', `no answer within ${limit / 1000} s`)), limit);
  if (request.signal?.aborted) cancel();
  request.signal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    failure: () => failure,
    end() {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', cancel);
    },
  };
}

/** A kept connection may have been closed by the engine just as it was used again; what only reads is sent once more. */
async function retryOnce<T>(request: WireRequest, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const again =
      (request.method === 'GET' || request.method === 'HEAD') &&
      error instanceof WireFailure &&
      error.kind === 'connection' &&
      (error.code === 'ECONNRESET' || error.code === 'EPIPE');
    if (!again) throw error;
    return await send();
  }
}

function dial(docker: Docker, request: WireRequest, deadline: Deadline, hijack: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const early = deadline.failure();
    if (early !== null) return reject(early);
    // The modem does not call back when a connection is destroyed before it was used: the signal is listened to as well.
    const onAbort = (): void => reject(deadline.failure() ?? new WireFailure('cancelled', 'cancelled'));
    deadline.signal.addEventListener('abort', onAbort, { once: true });
    // The modem writes out its options for a debug line that nobody reads, with all that hangs on them.
    Object.defineProperty(deadline.signal, inspect.custom, { value: () => 'signal', configurable: true });
    docker.modem.dial(
      {
        path: `${request.path}?`,
        method: request.method,
        options: { _query: request.query ?? {}, _body: request.body ?? {} },
        // An empty body is a body all the same: without one the modem would announce chunks, and their end would reach the
        // command as input where an engine hands on what it read too far.
        file: request.upload ?? (hijack && request.body === undefined ? NO_BODY : undefined),
        abortSignal: deadline.signal,
        isStream: true,
        statusCodes: EVERY_STATUS,
        hijack,
      },
      (error: unknown, result: unknown) => {
        deadline.signal.removeEventListener('abort', onAbort);
        if (error) return reject(deadline.failure() ?? connectionFailure(error));
        if (hijack && isAnswer(result)) return failByStatus(result, deadline).then(reject, reject);
        return resolve(result);
      },
    );
  });
}

function isAnswer(value: unknown): value is IncomingMessage {
  return typeof asObject(value).statusCode === 'number';
}

function connectionFailure(error: unknown): WireFailure {
  const code = asText(asObject(error).code);
  const message = error instanceof Error ? error.message : String(error);
  return new WireFailure('connection', message || code, { code, cause: error });
}

async function answered(docker: Docker, request: WireRequest, deadline: Deadline): Promise<IncomingMessage> {
  const response = (await dial(docker, request, deadline, false)) as IncomingMessage;
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 400) return response;
  throw await failByStatus(response, deadline);
}

async function failByStatus(response: IncomingMessage, deadline: Deadline): Promise<WireFailure> {
  const status = response.statusCode ?? 0;
  let text = '';
  try {
    text = await readBounded(response, MAX_MESSAGE_BYTES, deadline);
  } catch {
    // The status alone says enough.
  }
  const message = asText(asObject(parseJson(text)).message, text) || response.statusMessage || '';
  return new WireFailure('status', message, { status });
}

/** The whole body as text; what is longer than `max`, ends too early or takes too long fails, and is destroyed. */
function readBounded(response: Readable, max: number, deadline: Deadline): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void): void => {
      deadline.signal.removeEventListener('abort', onAbort);
      act();
    };
    const onAbort = (): void => {
      response.destroy();
      settle(() => reject(deadline.failure() ?? new WireFailure('cancelled', 'cancelled')));
    };
    if (deadline.signal.aborted) return onAbort();
    deadline.signal.addEventListener('abort', onAbort, { once: true });
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= max) return void chunks.push(chunk);
      response.destroy();
      settle(() => reject(new WireFailure('connection', `the answer is larger than ${max} bytes`)));
    });
    response.on('end', () => settle(() => resolve(Buffer.concat(chunks).toString('utf8'))));
    response.on('error', (error) => settle(() => reject(deadline.failure() ?? connectionFailure(error))));
    response.on('close', () =>
      settle(() => reject(new WireFailure('connection', 'the engine closed the connection', { code: 'ECONNRESET' }))),
    );
  });
}

/** A container's id or name as part of a path; null for what cannot be one. */
export function containerPath(id: string, rest: string): string | null {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/.test(id) ? `/containers/${id}${rest}` : null;
}

/** An image's id or reference as part of a path; null for what cannot be one. */
export function imagePath(ref: string, rest: string): string | null {
  if (ref.length > 512 || ref.includes('..') || ref.includes('//') || !/^[\w][\w./:@+-]*$/.test(ref)) return null;
  return `/images/${ref}${rest}`;
}
