import { hostname } from 'node:os';
import type { Engine, OwnContainerSpec, Unavailable } from '../engine/engine.ts';
import { type Announcement, deliver } from './deliver.ts';
import { readPolicy } from './policy.ts';
import { destinationName, type Tell } from './tell.ts';

/** One announcement is one line of at most so many characters. */
const LONGEST = 900;
/** A destination that failed is left alone for so long, in milliseconds: nobody waits two seconds a command for it. */
const PAUSE_MS = 60_000;

export interface AnnouncedOptions {
  readonly tell: Tell;
  readonly session: string;
  readonly operator: string;
  readonly incident: string | null;
  readonly target: string;
  /** Masks a command line's secrets. */
  readonly mask: (words: readonly string[]) => string[];
  /** Told once a destination what could not be delivered, and why. */
  readonly onTrouble: (sentence: string) => void;
  readonly now?: () => Date;
}

/**
 * The engine, telling whom the policy names before each container or command of ours. Where the policy says that it
 * must be told, what could not be is refused. Without destinations it is the engine itself.
 */
export function announcedEngine(engine: Engine, options: AnnouncedOptions): Engine {
  if (options.tell.destinations.length === 0) return engine;
  const tell = announcer(engine, options);
  const containers = new Map<string, string>();
  const made = async (action: 'create' | 'start', spec: OwnContainerSpec): Promise<Unavailable | null> => {
    const verb = action === 'create' ? 'creates, without starting it,' : 'starts';
    const joins = [
      ...(spec.joinNetworkOf ? ['network'] : []),
      ...(spec.joinPidsOf ? ['pid'] : []),
      ...(spec.capabilities.length > 0 ? [`capabilities ${spec.capabilities.join(', ')}`] : []),
    ];
    const how = joins.length > 0 ? `; joins ${joins.join(', ')}` : '';
    return tell(action, `${verb} a ${spec.role} of ${spec.imageId.slice(0, 19)} as ${spec.user}${how}`, spec.argv);
  };
  return Object.assign(Object.create(engine) as Engine, {
    createOwn: async (spec: OwnContainerSpec) => (await made('create', spec)) ?? engine.createOwn(spec),
    startOwn: async (spec: OwnContainerSpec) => {
      const refused = await made('start', spec);
      if (refused) return refused;
      const answer = await engine.startOwn(spec);
      if (answer.ok) containers.set(answer.value, spec.role);
      return answer;
    },
    runOwn: async (spec: OwnContainerSpec, ...rest: Tail<Engine['runOwn']>) =>
      (await made('start', spec)) ?? engine.runOwn(spec, ...rest),
    execOwn: async (id: string, ...rest: Tail<Engine['execOwn']>) =>
      (await tell('command', `runs in our ${containers.get(id) ?? 'container'}`, rest[0].argv)) ??
      engine.execOwn(id, ...rest),
    tunnelOwn: async (id: string, argv: readonly string[]) =>
      (await tell('command', `opens a byte stream in our ${containers.get(id) ?? 'container'}`, argv)) ??
      engine.tunnelOwn(id, argv),
  });
}

/** The same for what is no walk (a toolkit, a dry run), by this machine's policy. Throws SettingsError. */
export async function announcedFor(
  engine: Engine,
  { session, operator }: { session: string; operator: string },
  target: string,
  onTrouble: (sentence: string) => void,
): Promise<Engine> {
  const { tell } = await readPolicy();
  const by = `${operator}@${hostname()}`;
  const mask = (words: readonly string[]): string[] => [...words];
  return announcedEngine(engine, { tell, session, operator: by, incident: null, target, mask, onTrouble });
}

type Tail<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never;

function announcer(engine: Engine, options: AnnouncedOptions) {
  const { tell, session, operator, incident, target } = options;
  const now = options.now ?? (() => new Date());
  const failed = new Map<string, { at: number; why: string }>();
  const hostName = oneLine(engine.info.hostName ?? 'localhost').replaceAll(' ', '-');

  async function toOne(destination: Tell['destinations'][number], what: Announcement): Promise<string | null> {
    const name = destinationName(destination);
    const before = failed.get(name);
    if (before && !tell.must && now().getTime() - before.at < PAUSE_MS) return before.why;
    try {
      await deliver(destination, what, hostName);
      return null;
    } catch (error) {
      const why = `${name}: ${oneLine(error instanceof Error ? error.message : String(error)).slice(0, 200)}`;
      if (!before) options.onTrouble(`The policy wants ${name} told what walkdown does; that failed: ${why}.`);
      failed.set(name, { at: now().getTime(), why });
      return why;
    }
  }

  return async (action: Announcement['action'], does: string, argv: readonly string[]): Promise<Unavailable | null> => {
    const who = incident === null ? operator : `${operator} (${incident})`;
    const command = options.mask(argv).map(quoted).join(' ');
    const text = oneLine(`walkdown ${session}: ${who} ${does}, for ${target} on ${hostName}: ${command}`);
    const what = { text: text.slice(0, LONGEST), session, operator, incident, action, at: now().toISOString() };
    const answers = await Promise.all(tell.destinations.map((one) => toOne(one, what)));
    const trouble = answers.find((one) => one !== null);
    if (!tell.must || trouble === undefined) return null;
    const reason = `the policy wants this told before it is done, and that failed (${trouble})`;
    return {
      ok: false,
      kind: 'refused',
      reason,
      toCheckIt: 'have the destination of /etc/walkdown/policy.yaml mended',
    };
  };
}

/** Nothing in it can end a line or move a terminal's cursor. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
