import type { Answer, CommandResult, Engine, OwnContainerSpec, RunLimits } from '../engine/engine.ts';
import type { Tier } from '../session/evidence.ts';
import type { Choice } from './choose-image.ts';
import type { LibcOf } from './match.ts';
import { privilegesOf } from './sidecar-spec.ts';
import type { DebugNotice } from './views.ts';

/** What the journal keeps of a container beside its id. */
export interface MadeFor {
  readonly tier: Tier;
  readonly image: { readonly ref: string; readonly id: string };
  readonly libc: LibcOf;
  readonly libcMatched: boolean | null;
  readonly chosenBecause: string;
}

/** Every container of a session that is started, from the wish for it to its removal. */
export interface SessionContainers {
  start(spec: OwnContainerSpec, about: MadeFor): Promise<Answer<string>>;
  /** Made, run and removed in one. */
  run(spec: OwnContainerSpec, about: MadeFor, limits: RunLimits): Promise<Answer<CommandResult>>;
  remove(containerId: string): Promise<void>;
  /** The same engine, whose created containers (read, never started) are the session's too. */
  throughSession(engine: Engine): Engine;
  /** Ends what runs, waits for what is being made, removes all. Never throws; done within two seconds. */
  close(): Promise<void>;
  /** Settles when `close()` is done. */
  readonly closed: Promise<void>;
}

/** How long `close` waits for what is still being made, in milliseconds. */
const CLOSING_LIMIT_MS = 1_500;

export function choiceAsMade(choice: Choice, tier: Tier): MadeFor {
  return {
    tier,
    image: { ref: choice.ref, id: choice.image.id },
    libc: choice.side.libc,
    libcMatched: choice.match.matched,
    chosenBecause: choice.chosenBecause,
  };
}

/** A container that is created to read its image's files. */
function readOnly(spec: OwnContainerSpec): MadeFor {
  return {
    tier: 'image',
    image: { ref: spec.imageId, id: spec.imageId },
    libc: { family: 'unknown', version: null },
    libcMatched: null,
    chosenBecause: 'its image’s files are read; it is never started',
  };
}

export function createSessionContainers(engine: Engine, onNotice: (notice: DebugNotice) => void): SessionContainers {
  const live = new Map<string, DebugNotice>();
  const pending = new Set<Promise<unknown>>();
  const ending = new AbortController();
  let runs = 0;
  let isDone = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    isDone = resolve;
  });

  const closed: Answer<never> = {
    ok: false,
    kind: 'gone',
    reason: 'the session is being closed',
    toCheckIt: 'open the target again',
  };

  function notice(
    kind: DebugNotice['kind'],
    containerId: string,
    role: string,
    about: MadeFor,
    user: string,
  ): DebugNotice {
    return {
      kind,
      containerId,
      role,
      tier: about.tier,
      image: about.image,
      libc: { family: about.libc.family, version: about.libc.version },
      libcMatched: about.libcMatched,
      chosenBecause: about.chosenBecause,
      privileges: privilegesOf(about.tier, user),
    };
  }

  async function track<T>(work: Promise<T>): Promise<T> {
    pending.add(work);
    try {
      return await work;
    } finally {
      pending.delete(work);
    }
  }

  async function remove(containerId: string): Promise<void> {
    const made = live.get(containerId);
    if (!made) return;
    live.delete(containerId);
    await engine.removeOwn(containerId).catch(() => undefined);
    onNotice({ ...made, kind: 'removed' });
  }

  /** Makes one by whatever way, and takes it away again when the session ended meanwhile. */
  async function make(
    spec: OwnContainerSpec,
    about: MadeFor,
    way: (spec: OwnContainerSpec) => Promise<Answer<string>>,
  ): Promise<Answer<string>> {
    if (ending.signal.aborted) return closed;
    const answer = await way(spec);
    if (!answer.ok) return answer;
    const made = notice('made', answer.value, spec.role, about, spec.user);
    live.set(answer.value, made);
    onNotice(made);
    if (!ending.signal.aborted) return answer;
    await remove(answer.value);
    return closed;
  }

  const create = (spec: OwnContainerSpec): Promise<Answer<string>> =>
    track(make(spec, readOnly(spec), (asked) => engine.createOwn(asked)));

  return {
    closed: done,
    start: (spec, about) => track(make(spec, about, (asked) => engine.startOwn(asked))),
    async run(spec, about, limits) {
      if (ending.signal.aborted) return closed;
      const signal = limits.signal ? AbortSignal.any([limits.signal, ending.signal]) : ending.signal;
      const work = engine.runOwn(spec, { ...limits, signal });
      runs += 1;
      // The engine tells no id of what it makes, runs and removes in one.
      const made = notice('made', `${spec.role}-${runs}`, spec.role, about, spec.user);
      onNotice(made);
      try {
        return await track(work);
      } finally {
        onNotice({ ...made, kind: 'removed' });
      }
    },
    remove,
    throughSession(through) {
      return new Proxy(through, {
        get(object, key) {
          if (key === 'createOwn') return create;
          if (key === 'removeOwn') return remove;
          const value: unknown = Reflect.get(object, key, object);
          return typeof value === 'function' ? value.bind(object) : value;
        },
      });
    },
    async close() {
      ending.abort();
      const removals = [...live.keys()].map(remove);
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSING_LIMIT_MS).unref();
      });
      await Promise.race([Promise.allSettled([...removals, ...pending]), late]);
      await Promise.race([Promise.allSettled([...live.keys()].map(remove)), late]);
      isDone();
    },
  };
}
