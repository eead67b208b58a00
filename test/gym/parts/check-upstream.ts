import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { API_HOST, at } from '../../lab/service.ts';
import type { Target } from '../../lab/target.ts';
import type { Check } from './check-inside.ts';
import { addressIn } from './check-names.ts';

const PORT = 8443;
const PROXY_PORT = 3128;
const LIMIT_MS = 5_000;
const ROOT = '/usr/local/share/ca-certificates/partner-root.crt';

interface Handshake {
  /** Which of the network's addresses; the upstream's unless said. */
  number?: number;
  /** Left out: without the name. */
  servername?: string;
}

/** Shakes hands from here with the roots that the container's image was given; what was wrong, empty when nothing. */
async function shake(target: Target, { number = at.api, servername }: Handshake): Promise<string> {
  const root = await target.run('cat', ROOT).catch(() => null);
  const host = await addressIn(target, number);
  return new Promise((resolve) => {
    const socket = connectTls({
      host,
      port: PORT,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ...(root?.exit === 0 && { ca: root.output }),
      ...(servername && { servername }),
    });
    const end = (what: string) => {
      socket.destroy();
      resolve(what);
    };
    socket.setTimeout(LIMIT_MS, () => end('silence'));
    socket.on('error', (error: { code?: string }) => end(error.code ?? 'failed'));
    socket.on('close', () => end('closed'));
    // A server that wants a certificate says so after the handshake, to the first request.
    socket.on('data', () => end(''));
    socket.on('secureConnect', () => {
      const { authorizationError } = socket as { authorizationError?: { code?: string } | string };
      if (authorizationError)
        end(typeof authorizationError === 'string' ? authorizationError : `${authorizationError.code}`);
      else socket.write(`GET / HTTP/1.1\r\nHost: ${API_HOST}\r\nConnection: close\r\n\r\n`);
    });
  });
}

/** A handshake with the upstream's name ends so: a code of Node's, or of OpenSSL's. */
export const handshakeEnds =
  (wanted: RegExp, how: Handshake = {}): Check =>
  async ({ target }) => {
    const said = await shake(target, { servername: API_HOST, ...how });
    if (!wanted.test(said)) throw new Error(`a handshake ends with "${said}", not ${wanted}`);
  };

/** Without the name in it a handshake fails, and with it does not. */
export const needsName: Check = async ({ target }) => {
  const [without, named] = [await shake(target, {}), await shake(target, { servername: API_HOST })];
  if (without === '' || named !== '') throw new Error(`without the name "${without}", with it "${named}"`);
};

/** What a TCP server says to these words: its first bytes, or how it ended. */
async function tell(target: Target, number: number, port: number, words: string, limitMs = LIMIT_MS): Promise<string> {
  const host = await addressIn(target, number);
  return new Promise((resolve) => {
    const socket: Socket = connect({ host, port });
    const end = (what: string) => {
      socket.destroy();
      resolve(what);
    };
    socket.setTimeout(limitMs, () => end('silence'));
    socket.on('error', (error: { code?: string }) => end(error.code ?? 'failed'));
    socket.on('close', () => end('closed'));
    socket.on('connect', () => socket.write(words));
    socket.on('data', (data) => end(data.toString('latin1')));
  });
}

const spoken =
  (number: number, port: number, words: string, wanted: RegExp, limitMs?: number): Check =>
  async ({ target }) => {
    const said = await tell(target, number, port, words, limitMs);
    if (!wanted.test(said)) throw new Error(`port ${port} of ${number} says "${said.slice(0, 200)}", not ${wanted}`);
  };

const CONNECT = `CONNECT ${API_HOST}:${PORT} HTTP/1.1\r\nHost: ${API_HOST}:${PORT}\r\n\r\n`;
/** The proxy answers a CONNECT with this status. */
export const proxySays = (status: number) =>
  spoken(at.proxy, PROXY_PORT, CONNECT, new RegExp(`^HTTP/1\\.[01] ${status} `));
const NOBODY = /^(?:silence|ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT)$/;
/** Nobody is where the proxy is said to be. */
export const noProxy = spoken(at.nobody, PROXY_PORT, CONNECT, NOBODY);
/** Of the upstream's two addresses one answers, and nobody listens at the other. */
export const onlyFirstAnswers: Check = async (scenario) => {
  await spoken(at.service, PORT, '', NOBODY)(scenario);
  await handshakeEnds(/^$/)(scenario);
};
/** The upstream takes the connection and says nothing for two seconds, to a request or to a handshake's first bytes. */
export const upstreamIsMute = spoken(at.api, PORT, 'GET / HTTP/1.1\r\n\r\n', /^silence$/, 2_000);

/** Plain HTTP is spoken on the upstream's port. */
export const speaksPlainHttp = spoken(at.api, PORT, `GET / HTTP/1.1\r\nHost: ${API_HOST}\r\n\r\n`, /^HTTP\/1\.[01] /);

/** The upstream's answer takes so long, in milliseconds. */
export const slowUpstream =
  (least: number): Check =>
  async ({ target }) => {
    const began = performance.now();
    const said = await shake(target, { servername: API_HOST });
    const ms = performance.now() - began;
    if (said !== '' || ms < least) throw new Error(`the upstream answers "${said}" after ${Math.round(ms)} ms`);
  };
