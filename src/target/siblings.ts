/** Containers of one service beside each other, here and on other nodes, and which of them is the one to compare with. */

export interface Sibling {
  /** The container's name. */
  readonly name: string;
  /** web.2; the name where there are no places. */
  readonly place: string;
  /** Empty where there are no nodes. */
  readonly node: string;
  readonly here: boolean;
  /** What stands before the slash of a TARGET; null: no way to it is known. Empty for one on this engine. */
  readonly way: string | null;
  /** running, exited, failed, pending, … */
  readonly state: string;
  readonly health: string | null;
  readonly error: string;
  readonly imageRef: string;
  /** Since when it runs, or is in its state, RFC 3339; empty when unknown. */
  readonly since: string;
}

/** A sound one may be slow to become healthy; one that is not, or not yet, is nothing to compare with. */
function isSound(one: Sibling): boolean {
  return one.state === 'running' && one.health !== 'unhealthy' && one.health !== 'starting';
}

/**
 * The sibling that a sick one is best compared with: it runs; one that can be reached before one that can't; one whose
 * health check passes before one that has none; then the one that runs longest. Null when none runs. Pure.
 */
export function bestSibling(siblings: readonly Sibling[]): Sibling | null {
  const sound = siblings.filter(isSound);
  const rank = (one: Sibling): number => (one.way === null ? 2 : 0) + (one.health === 'healthy' ? 0 : 1);
  return (
    sound.toSorted(
      (a, b) => rank(a) - rank(b) || compare(a.since || '9', b.since || '9') || compare(a.name, b.name),
    )[0] ?? null
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The engine as the command line names it. */
export interface EngineName {
  /** Docker context; null when none was used. */
  readonly context: string | null;
  readonly host: string;
}

const DEFAULT_HOSTS: readonly string[] = ['unix:///var/run/docker.sock', 'npipe:////./pipe/docker_engine'];
/** What a shell takes for one word and nothing else. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_.:/+-]*$/;

/** `walkdown compare A B`, as it can be typed; empty when the sibling cannot be reached or has no name to type. Pure. */
export function compareCommand(name: string, sibling: Sibling, engine: EngineName): string {
  if (sibling.way === null) return '';
  const own = engine.context === null || engine.context === 'default' ? '' : `${engine.context}/`;
  const first = `${own}${name}`;
  const second = sibling.here ? `${own}${sibling.name}` : `${sibling.way}/${sibling.name}`;
  const atHost = own === '' && engine.host !== '' && !DEFAULT_HOSTS.includes(engine.host);
  const words = [...(atHost ? ['--host', engine.host] : []), first, second];
  return words.every((word, at) => PLAIN.test(word) || (atHost && at === 0))
    ? `walkdown compare ${words.join(' ')}`
    : '';
}
