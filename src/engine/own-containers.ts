import { Answered, ask, type Question, toUnavailable, unavailable } from './answers.ts';
import type { Answer, EngineInfo, OwnContainer, OwnContainerSpec } from './engine.ts';
import { asArray, asObject, asText, asTextMap, fromEpochSeconds, type JsonObject } from './json.ts';
import { ownBody } from './own-body.ts';
import { checkSpec, type ImageFacts, mountsOf, nameFor, readImageFacts } from './own-inputs.ts';
import { LABEL, ownLabels, type SessionLabels } from './own-labels.ts';
import { maskVolumes } from './own-mounts.ts';
import { removeUntilGone } from './remove-container.ts';
import { toState } from './translate-container.ts';
import { containerPath, type Wire, WireFailure } from './wire.ts';

/** Making and starting wait for the engine's disk, which may be slow; they are never given up halfway. */
const MAKE_LIMIT_MS = 30_000;

/** What is remembered of a container of ours. */
export interface OwnRecord {
  readonly id: string;
  readonly joinsPids: boolean;
  removed: boolean;
}

export interface MakeOptions {
  /** It stays, and commands will run in it. */
  readonly keeps: boolean;
  /** Declared volumes are masked rather than made. */
  readonly maskVolumes: boolean;
}

export type OwnContainers = ReturnType<typeof createOwnContainers>;

/**
 * Containers of ours: made by the rules, never mistaken for anybody else's (what does not carry our label is neither
 * run in nor removed), and known while they are being made, so that closing can wait for them.
 */
export function createOwnContainers(wire: Wire, info: EngineInfo, session: SessionLabels | null) {
  const records = new Map<string, OwnRecord>();
  const images = new Map<string, Promise<ImageFacts>>();
  const underWay = new Set<Promise<unknown>>();
  let engineHasInit = true;

  function track<T>(promise: Promise<T>): Promise<T> {
    underWay.add(promise);
    const done = (): void => void underWay.delete(promise);
    promise.then(done, done);
    return promise;
  }

  function factsOf(imageId: string): Promise<ImageFacts> {
    const known = images.get(imageId) ?? readImageFacts(wire, imageId);
    images.set(imageId, known);
    known.catch(() => images.delete(imageId));
    return known;
  }

  async function make(spec: OwnContainerSpec, options: MakeOptions): Promise<OwnRecord> {
    if (session === null) {
      throw new Answered(
        unavailable('unsupported', 'this connection is for reading only', 'walkdown TARGET makes its own'),
      );
    }
    checkSpec(spec);
    const image = await factsOf(spec.imageId);
    const borrowed = spec.volumesFrom === undefined ? [] : await mountsOf(wire, spec.volumesFrom, info);
    const mounts = options.maskVolumes ? [...borrowed, ...maskVolumes(image.volumes, borrowed)] : borrowed;
    const life = spec.lifeSeconds ?? session.lifeSeconds;
    const body = ownBody({
      spec,
      labels: ownLabels(session, spec.role, life, Date.now() + (info.clockSkewMs ?? 0), spec.labels),
      imageEnv: image.env,
      mounts,
      // A copy's command is ended from beside it, which a first process is immune to.
      init: (options.keeps || spec.role === 'clone') && engineHasInit,
    });
    const name = nameFor(session, spec.role);
    const answer = asObject(await create(name, image.platform, body));
    const id = asText(answer.Id);
    if (id === '') throw new Error('the engine made a container and did not say which');
    const record: OwnRecord = { id, joinsPids: spec.joinPidsOf !== undefined, removed: false };
    records.set(id, record);
    return record;
  }

  async function create(name: string, platform: string, body: JsonObject): Promise<unknown> {
    try {
      return await wire.json({
        method: 'POST',
        path: '/containers/create',
        query: { name, ...(platform === '' ? {} : { platform }) },
        body,
        deadlineMs: MAKE_LIMIT_MS,
      });
    } catch (error) {
      // Without an answer nobody knows whether it was made; its name is known.
      if (!(error instanceof WireFailure) || error.kind !== 'status') {
        await removeUntilGone(wire, name).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Starts what was made; what cannot be started is removed again. */
  async function start(record: OwnRecord): Promise<void> {
    try {
      await wire.json({ method: 'POST', path: `/containers/${record.id}/start`, deadlineMs: MAKE_LIMIT_MS });
    } catch (error) {
      await remove(record.id).catch(() => undefined);
      throw error;
    }
  }

  async function makeAndStart(spec: OwnContainerSpec): Promise<OwnRecord> {
    const once = async (): Promise<OwnRecord> => {
      const record = await make(spec, { keeps: true, maskVolumes: spec.role === 'sidecar' });
      await start(record);
      return record;
    };
    try {
      return await once();
    } catch (error) {
      if (!engineHasInit || !isInitMissing(error)) throw error;
      // Engines come without their init program; only the reaping of orphans is lost.
      engineHasInit = false;
      return once();
    }
  }

  /** The record of a container of ours; for any other container the answer is a refusal. */
  async function own(id: string, question: Question): Promise<OwnRecord> {
    const known = records.get(id);
    if (known?.removed)
      throw new Answered(unavailable('gone', `${question.what}: our container is gone`, question.toCheckIt));
    if (known !== undefined) return known;
    const path = containerPath(id, '/json');
    if (path === null)
      throw new Answered(unavailable('gone', `${question.what}: there can be no such container`, question.toCheckIt));
    const all = asObject(await wire.json({ method: 'GET', path }));
    const labels = asTextMap(asObject(all.Config).Labels);
    if (labels[LABEL.session] === undefined) {
      throw new Answered(
        unavailable('refused', `${question.what}: the container is not one of ours`, question.toCheckIt),
      );
    }
    const pidMode = asText(asObject(all.HostConfig).PidMode);
    const record = { id: asText(all.Id) || id, joinsPids: pidMode !== '' && pidMode !== 'private', removed: false };
    records.set(record.id, record);
    return record;
  }

  async function remove(id: string): Promise<void> {
    const question = {
      what: `removing ${id.slice(0, 12)}`,
      toCheckIt: `docker rm --force --volumes ${id.slice(0, 12)}`,
    };
    try {
      const record = await own(id, question);
      record.removed = true;
      await removeUntilGone(wire, record.id);
    } catch (error) {
      const answer = toUnavailable(error, question);
      if (answer.kind === 'gone' || answer.kind === 'missing') return;
      throw new Error(`${answer.reason}; by hand: ${answer.toCheckIt}`, { cause: error });
    }
  }

  return {
    make: (spec: OwnContainerSpec, options: MakeOptions) => track(make(spec, options)),
    start: (record: OwnRecord) => track(start(record)),
    own,
    track,
    isOwn: (id: string) => records.has(id),
    remove: (id: string) => track(remove(id)),

    createOwn(spec: OwnContainerSpec): Promise<Answer<string>> {
      return track(ask(questionOf(spec), async () => (await make(spec, { keeps: false, maskVolumes: true })).id));
    },

    startOwn(spec: OwnContainerSpec): Promise<Answer<string>> {
      return track(ask(questionOf(spec), async () => (await makeAndStart(spec)).id));
    },

    async listOwn(): Promise<OwnContainer[]> {
      const filters = JSON.stringify({ label: [LABEL.session] });
      const rows = await wire.json({
        method: 'GET',
        path: '/containers/json',
        query: { all: '1', filters },
        deadlineMs: 15_000,
      });
      return asArray(rows).map((item) => {
        const row = asObject(item);
        return {
          id: asText(row.Id),
          name: asText(asArray(row.Names)[0]).replace(/^\//, ''),
          labels: asTextMap(row.Labels),
          state: toState(row.State),
          createdAt: fromEpochSeconds(row.Created),
        };
      });
    },

    /** Waits for what is being made or removed, so that nothing is half done; no longer than `limitMs`. */
    async settle(limitMs: number): Promise<void> {
      const end = Date.now() + limitMs;
      while (underWay.size > 0 && Date.now() < end) {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise((resolve) => {
          timer = setTimeout(resolve, end - Date.now());
        });
        await Promise.race([Promise.allSettled([...underWay]), late]);
        clearTimeout(timer);
      }
    },
  };
}

function questionOf(spec: OwnContainerSpec): Question {
  return { what: `a ${spec.role} from ${spec.imageId.slice(0, 19)}`, toCheckIt: 'docker info' };
}

function isInitMissing(error: unknown): boolean {
  return error instanceof WireFailure && /docker-init|catatonit|init binary/i.test(error.message);
}
