import type { Destination } from './tell.ts';

/** What one delivery may take, in milliseconds. */
const LIMIT_MS = 2_000;
/** user.notice, RFC 5424: facility 1, severity 5. */
const PRIORITY = 13;

/** One line, with what it is made of, as a webhook gets it; `text` is what chat programs show. */
export interface Announcement {
  readonly text: string;
  readonly session: string;
  readonly operator: string;
  readonly incident: string | null;
  readonly action: 'create' | 'start' | 'command';
  readonly at: string;
}

/** Hands one announcement over. Rejects, in a few words, when that failed or took more than two seconds. */
export async function deliver(to: Destination, what: Announcement, hostName: string): Promise<void> {
  if (to.kind === 'webhook') return post(to.url, what);
  if (to.host === null) return logLocally(what.text);
  return sendSyslog(to.host, to.port, `<${PRIORITY}>1 ${what.at} ${hostName} walkdown ${process.pid} - - ${what.text}`);
}

async function post(url: string, what: Announcement): Promise<void> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const body = JSON.stringify(what);
  const signal = AbortSignal.timeout(LIMIT_MS);
  await new Promise<void>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', headers, signal, agent: false }, (answer) => {
      answer.resume();
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`it answered ${status}`));
    });
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(signal.aborted ? 'no answer within 2 s' : (error.code ?? error.message))),
    );
    sent.end(body);
  });
}

/** By the system's own `logger`: /dev/log is a datagram socket, which Node cannot write to. */
async function logLocally(text: string): Promise<void> {
  const { execFile } = await import('node:child_process');
  await new Promise<void>((resolve, reject) => {
    const words = ['-t', 'walkdown', '-p', 'user.notice', '--', text];
    execFile('logger', words, { timeout: LIMIT_MS, windowsHide: true }, (error, _out, errors) => {
      const [line = ''] = String(errors).trim().split('\n');
      if (error === null && line === '') resolve();
      else reject(new Error(line || (error?.code === 'ENOENT' ? 'there is no logger command' : 'logger failed')));
    });
  });
}

async function sendSyslog(host: string, port: number, line: string): Promise<void> {
  const [{ createSocket }, { lookup }] = await Promise.all([import('node:dgram'), import('node:dns/promises')]);
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.send(line, port, address, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    socket.close();
  }
}
