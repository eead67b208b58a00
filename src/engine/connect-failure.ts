import type { EngineTransport } from './engine-address.ts';
import { type EngineError, EngineRefused, EngineUnavailable } from './errors.ts';
import type { FoundEngine } from './find-engine.ts';
import { oneLine } from './one-line.ts';
import { WireFailure } from './wire.ts';

/** Why there is no conversation, as one line that says what to do about it. */
export function explainFailure(error: unknown, found: FoundEngine, sshWords: string): EngineError {
  const { host, transport, foundBy } = found;
  const where = `${host} (by ${foundBy})`;
  const others =
    found.others.length > 0 ? `; other engines here: ${found.others.slice(0, 3).join(', ')}, for --host` : '';
  const failure = error instanceof WireFailure ? error : null;
  const said = oneLine(error instanceof Error ? error.message : String(error), 200);
  if (failure?.kind === 'cancelled')
    return new EngineUnavailable(`connecting to ${where} was cancelled`, { cause: error });
  if (failure?.kind === 'status') {
    const refused = failure.status === 401 || failure.status === 403;
    return refused
      ? new EngineRefused(`the engine at ${where} refuses (${said}): ask whoever runs it for the right to use it`, {
          cause: error,
        })
      : new EngineUnavailable(
          `what answers at ${where} is no container engine (status ${failure.status}): check the address${others}`,
          { cause: error },
        );
  }
  if (transport.kind === 'ssh') {
    const why = sshWords || (failure?.kind === 'timeout' ? failure.message : said);
    const hint = /docker: (command )?not found|not found.*docker/i.test(why)
      ? 'the docker command must be on the PATH of ssh sessions there'
      : `try ssh ${transport.user === null ? '' : `${transport.user}@`}${transport.host} docker version`;
    return new EngineUnavailable(`no engine by ${where}: ${why}; ${hint}`, { cause: error });
  }
  if (failure?.kind === 'timeout') {
    return new EngineUnavailable(
      `the engine at ${where} accepts the connection and does not answer (${failure.message}): see whether docker ps hangs too, and restart the engine${others}`,
      { cause: error },
    );
  }
  return explainConnection(failure?.code ?? '', said, { where, others, transport, cause: error });
}

function explainConnection(
  code: string,
  said: string,
  place: { where: string; others: string; transport: EngineTransport; cause: unknown },
): EngineError {
  const { where, others, cause } = place;
  const unavailable = (text: string): EngineError => new EngineUnavailable(`${text}${others}`, { cause });
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new EngineRefused(
        `no permission for ${where}: join the group of the socket (usually docker), use sudo, or name another engine with --host${others}`,
        { cause },
      );
    case 'ENOENT':
      return unavailable(`no engine at ${where}: start Docker, or name another engine with --host or --context`);
    case 'ECONNREFUSED':
      return unavailable(
        `nothing listens at ${where}: the engine is not running; start it, or name another with --host or --context`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unavailable(`the host of ${where} cannot be looked up: check the name`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return unavailable(`${where} is not reachable (${code}): check the address and the way there (VPN, firewall)`);
    case 'ENOTSOCK':
      return unavailable(`${where} is not a socket: check the path`);
    default:
  }
  if (place.transport.kind === 'tcp' && /certificate|CERT|SSL|TLS|EPROTO|wrong version/i.test(`${code} ${said}`)) {
    return unavailable(
      `the TLS connection to ${where} failed (${said}): check ca.pem, cert.pem and key.pem of DOCKER_CERT_PATH or of the context`,
    );
  }
  return unavailable(`the connection to ${where} failed (${said}): see whether docker ps works`);
}
