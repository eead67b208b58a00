import { sessionsDir } from './places.ts';
import { listSessions, type SessionSummary } from './summary.ts';

/** No stored session has that name, or several have: exit status 4. */
class SessionNotFound extends Error {
  readonly exitStatus = 4;
  constructor(message: string) {
    super(message);
    this.name = 'SessionNotFound';
  }
}

/**
 * The stored session that an id, a unique prefix of one, or `latest` names. Throws SessionNotFound, which says in one
 * line what there is instead.
 */
export function resolveSession(
  idOrPrefix: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): SessionSummary {
  const sessions = listSessions(sessionsDir(env));
  const [newest] = sessions;
  if (newest === undefined)
    throw new SessionNotFound('There are no stored sessions yet; a walk makes one: walkdown TARGET');
  if (idOrPrefix === 'latest') return newest;
  const exact = sessions.find((one) => one.id === idOrPrefix);
  if (exact !== undefined) return exact;
  const found = idOrPrefix === '' ? [] : sessions.filter((one) => one.id.startsWith(idOrPrefix));
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  const asked = idOrPrefix.slice(0, 80).replace(/[^\w.-]/g, '?');
  if (one !== undefined) {
    const some = found.slice(0, 3).map(({ id }) => id);
    throw new SessionNotFound(
      `${found.length} sessions begin with "${asked}" (${some.join(', ')}${found.length > 3 ? ', …' : ''}): give more of the id.`,
    );
  }
  throw new SessionNotFound(
    `There is no session "${asked}"; the newest is ${newest.id}, all of them: walkdown sessions`,
  );
}
