import {
  type ConnectionOptions,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import type { Pipe } from './pipe.ts';
import type { TlsAttempt, TlsAttemptOptions } from './tls-attempt-shape.ts';
import type { ServerFlight } from './tls-wire.ts';

/** SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION. */
const LEGACY_OPTIONS = 0x4 | 0x40000;

/** A bundle that OpenSSL cannot load trusts nothing; that it is broken is told elsewhere. */
function contextFor(options: TlsAttemptOptions): SecureContext {
  const versions: SecureContextOptions = options.obsolete
    ? { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0', secureOptions: LEGACY_OPTIONS }
    : { minVersion: 'TLSv1.2' };
  try {
    return createSecureContext({ ...versions, ca: options.ca ?? [] });
  } catch {
    return createSecureContext({ ...versions, ca: [] });
  }
}

/** ALPN names of 200 bytes each; `http/1.1` last, so that a server that insists on one can agree. */
function paddingProtocols(bytes: number): string[] {
  const names = Array.from({ length: Math.ceil(bytes / 201) }, (_, index) => `padding-${index}-`.padEnd(200, 'x'));
  return [...names, 'http/1.1'];
}

/** What `tls.connect` is given: nothing is refused for its certificate, the verdict is only noted. Throws on bad options. */
export function connectionOptions(pipe: Pipe, options: TlsAttemptOptions): ConnectionOptions {
  return {
    socket: pipe,
    secureContext: contextFor(options),
    ...(options.servername === null ? {} : { servername: options.servername }),
    ...(options.helloPadding ? { ALPNProtocols: paddingProtocols(options.helloPadding) } : {}),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  };
}

/** The chain as Node links it, for a flight that could not be read (larger than what is kept). */
export function linkedChain(socket: TLSSocket): Pick<ServerFlight, 'chain' | 'chainLength'> {
  const chain: Buffer[] = [];
  const seen = new Set<string>();
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate?.raw && !seen.has(certificate.fingerprint256) && chain.length < 20) {
    seen.add(certificate.fingerprint256);
    chain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return { chain, chainLength: chain.length };
}

/** What was agreed on; empty values where the handshake was not done. */
export function spoken(
  socket: TLSSocket,
  done: boolean,
): Pick<TlsAttempt, 'protocol' | 'cipher' | 'ephemeral' | 'opensslVerdict'> {
  if (!done) return { protocol: '', cipher: '', ephemeral: '', opensslVerdict: '' };
  const key = socket.getEphemeralKeyInfo();
  const bits = key !== null && 'size' in key && typeof key.size === 'number' ? key.size : 0;
  const kind = key !== null && 'type' in key && typeof key.type === 'string' ? key.type : '';
  // Typed as Error, but it is the name of OpenSSL's verify error.
  const verdict: unknown = socket.authorizationError;
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    ephemeral: kind ? `${kind} ${bits}` : '',
    opensslVerdict: typeof verdict === 'string' ? verdict : '',
  };
}
