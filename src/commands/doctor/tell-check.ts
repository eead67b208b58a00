import { hostname, userInfo } from 'node:os';
import { bad, type Check, ok, warning } from './check.ts';

/** A line to whom the policy wants told: at 3 AM it is too late to find out that it doesn't arrive. */
export async function tellCheck(): Promise<Check[]> {
  const [{ readPolicy }, { destinationName }, { deliver }] = await Promise.all([
    import('../../walk/policy.ts'),
    import('../../walk/tell.ts'),
    import('../../walk/deliver.ts'),
  ]);
  const policy = await readPolicy().catch(() => null);
  if (policy === null || policy.tell.destinations.length === 0) return [];
  const { must, destinations } = policy.tell;
  const operator = `${userInfo().username}@${hostname()}`;
  const what = {
    session: 'doctor',
    operator,
    incident: null,
    action: 'command' as const,
    at: new Date().toISOString(),
  };
  const text = `walkdown doctor: ${operator} tries whether this line arrives`;
  return Promise.all(
    destinations.map(async (one): Promise<Check> => {
      const name = destinationName(one);
      try {
        await deliver(one, { ...what, text }, hostname());
        const sent = one.kind === 'syslog' && one.host !== null ? 'was sent a line (UDP: look there)' : 'took a line';
        return ok('tell', `${name} ${sent}`);
      } catch (error) {
        const failure = `the policy wants ${name} told, and that failed: ${error instanceof Error ? error.message : String(error)}`;
        const todo = 'have /etc/walkdown/policy.yaml or the destination mended';
        return must ? bad('tell', `${failure}; nothing of ours may be made`, todo) : warning('tell', failure, todo);
      }
    }),
  );
}
