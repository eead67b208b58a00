import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { sweep } from '../debug/sweep.ts';
import type { DebugNotice } from '../debug/views.ts';
import { createDebugViews } from '../debug/views-of-target.ts';
import { connectEngine, localSurroundings } from '../engine/connect.ts';
import type { Engine } from '../engine/engine.ts';
import { listContexts } from '../engine/find-engine.ts';
import { readHostResolver } from '../engine/host-resolver.ts';
import { reachNode } from '../engine/reach-node.ts';
import type { Json } from '../session/evidence.ts';
import { newSessionId, openJournal } from '../session/journal.ts';
import { sessionsDir, stateDir } from '../session/places.ts';
import { createRedactor, maskEvent, type Redactor, secretValues } from '../session/redact.ts';
import { redactionKey } from '../session/redaction-key.ts';
import { learnSecretsIn, loadSecretRules, maskShown, redactObservedDeep } from '../session/secretlint.ts';
import { foldAll } from '../session/state.ts';
import { type Identified, identifyTarget } from '../target/identify.ts';
import type { TargetFacts } from '../target/target.ts';
import { announcedEngine } from './announced-engine.ts';
import { Conductor } from './conductor.ts';
import { exchangeRunners } from './exchanges.ts';
import { HeldBack } from './held-back.ts';
import { compareSnapshots, takeSnapshot } from './interference.ts';
import { endpointsOfConnections } from './live-connections.ts';
import { liveObserver } from './live-observer.ts';
import type { LiveOptions } from './live-options.ts';
import { startOf } from './live-start.ts';
import { noticedEngine } from './noticed-engine.ts';
import { left, removeOwnOf } from './own-containers.ts';
import { type Policy, readPolicy, tiersAllowed } from './policy.ts';
import { targetReaders } from './readers.ts';
import { recordNotice } from './record-notice.ts';
import { ruleParts } from './rule-parts.ts';
import { WalkSession } from './walk-session.ts';

/** How long what we make may stay when nothing removes it, in seconds. */
const LIFE_SECONDS = 1800;

/** Opens a walk of a live target: connects, identifies it, begins the journal. Throws EngineError and its kin, in one line. */
export async function openLive(options: LiveOptions): Promise<WalkSession> {
  const id = options.resume?.id ?? newSessionId(new Date());
  const operator = userInfo().username;
  const labels = { session: id, operator, incident: options.incident, target: null, lifeSeconds: LIFE_SECONDS };
  const policy = await readPolicy();
  const engine = await connectEngine({
    context: options.context ?? undefined,
    host: options.host ?? undefined,
    labels,
    signal: options.signal,
  });
  try {
    return await openOn(engine, id, operator, policy, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openOn(
  connected: Engine,
  id: string,
  operator: string,
  policy: Policy,
  options: LiveOptions,
): Promise<WalkSession> {
  const redactor = createRedactor(redactionKey());
  const untold = new HeldBack<string>();
  const notices = new HeldBack<DebugNotice>();
  const engine = announcedEngine(connected, {
    tell: policy.tell,
    session: id,
    operator: `${operator}@${hostname()}`,
    incident: options.incident,
    target: options.target,
    mask: (words) => redactor.argv(words),
    onTrouble: (sentence) => untold.push(sentence),
  });
  // What an earlier session could not remove, and whose time is over, goes now; a failure of that is not this walk's.
  const swept = sweep(engine).catch(() => null);
  // While the target is read: the first step that is journalled then does not wait for the rules.
  void loadSecretRules();
  // An image, or a container that never started, is read through a container of ours: where a person is asked first,
  // that waits for the answer, and what the target is is found out again then.
  let mayCreate = !options.consentFirst;
  let known: Identified | null = null;
  const watched = noticedEngine(
    engine,
    () => known?.image ?? null,
    (one) => notices.push(one),
  );
  const identify = (): Promise<Identified> =>
    identifyTarget(watched, options.target, {
      endpoints: options.endpoints,
      binary: options.binary,
      expectImage: options.expectImage,
      referenceCaPem: options.referenceCaPem,
      onProgress: options.onProgress,
      mask: (value) => redactor.text(value),
      mayCreate: () => mayCreate && tiersAllowed(['image'], policy, new Date()).refused === '',
    });
  let identified = await identify();
  known = identified;
  await learnFrom(redactor, identified);
  const before = await takeSnapshot(engine, identified.container?.id ?? null);
  const dir = join(sessionsDir(), id);
  const events = options.resume?.events ?? [];
  const journal = openJournal(dir, id, (events.at(-1)?.n ?? -1) + 1, { mask: (event) => maskEvent(redactor, event) });
  // What this session left behind when it was killed: its journal is ours now, nobody else uses them.
  if (options.resume) await removeOwnOf(engine, id);
  const conductor: Conductor = new Conductor(
    {
      ...ruleParts(options.rulebook),
      observer: { observe: (request) => observer.observe(request) },
      journal,
      redact: (evidence, facts) => redactObservedDeep(redactor, evidence, facts),
      maskLive: (text) => maskShown(redactor, text),
      timeoutMs: options.timeoutMs,
      ceiling: (wanted) => tiersAllowed(wanted, policy, new Date()),
      now: () => new Date(),
    },
    foldAll(events),
  );
  const views = createDebugViews({
    engine,
    target: identified.facts,
    container: identified.container,
    image: identified.image,
    config: options.debug,
    ttlSeconds: LIFE_SECONDS,
    allowedTiers: conductor.allowed,
    onNotice: (notice) => recordNotice(conductor, notice),
    files: identified.reading.files,
    stateDir: stateDir(),
  });
  const reach = (node: { hostName: string; address: string }): string | null =>
    reachNode(node, { engines: options.engines, contexts: listContexts(localSurroundings()) });
  const observer = liveObserver({
    views,
    readers: targetReaders,
    exchanges: exchangeRunners,
    reading: () => ({ ...identified.reading, reach, hostResolver: () => readHostResolver(engine.info) }),
    ask: options.ask,
    onContact: (destination, from) => {
      if (!conductor.state.connectedTo.includes(destination))
        conductor.record({ type: 'connected.to', destination, from });
    },
    now: () => new Date(),
  });
  const tellTarget = (): void =>
    void conductor.record({
      type: 'target.identified',
      target: redactor.json(identified.facts as unknown as Json) as unknown as TargetFacts,
    });
  if (options.resume)
    conductor.record({ type: 'session.resumed', operator: `${operator}@${hostname()}`, machine: hostname() });
  else conductor.record({ type: 'session.started', session: startOf(engine, id, operator, options, redactor) });
  tellTarget();
  notices.flowTo((one) => recordNotice(conductor, one));
  untold.flowTo((text) => void conductor.record({ type: 'note.added', text, operator: 'walkdown' }));
  takeUpConnections(conductor);
  const stillUnread = (): boolean => identified.container === null || identified.container.startedAt === null;
  onceAllowed(conductor, mayCreate, async () => {
    mayCreate = true;
    if (!stillUnread()) return;
    const again = await identify();
    await identified.reading.files.close();
    identified = again;
    tellTarget();
  });
  return new WalkSession({
    conductor,
    rulebook: options.rulebook,
    dir,
    recorded: false,
    surroundings: {
      log: identified.log,
      redactor,
      plan: (tiers) => views.plan(tiers),
      async close() {
        await Promise.all([views.close(), swept]);
        const after = await takeSnapshot(engine, identified.container?.id ?? null);
        await identified.reading.files.close();
        const leftBehind = await left(engine, id);
        await engine.close();
        return { ...compareSnapshots(before, after), leftBehind };
      },
    },
  });
}

/** Hosts that the target's live connections show are walked as well. */
function takeUpConnections(conductor: Conductor): void {
  conductor.subscribe((event) => {
    const known = conductor.state.target?.endpoints ?? [];
    const more = endpointsOfConnections(event, known);
    if (more.length > 0) conductor.record({ type: 'endpoints.chosen', endpoints: [...known, ...more] });
  });
}

/** Does it when a person first allows containers of ours; never where that was allowed from the start. The walk waits for it. */
function onceAllowed(conductor: Conductor, already: boolean, act: () => Promise<void>): void {
  let done = already;
  conductor.subscribe((event) => {
    if (done || event.type !== 'consent.given' || !event.tiers.includes('image')) return;
    done = true;
    conductor.hold(act());
  });
}

/** Whatever the target shows of its secrets is known before the first event is journalled. */
async function learnFrom(redactor: Redactor, { container, image, facts, log }: Identified): Promise<void> {
  redactor.learn(secretValues(container?.env ?? image.env));
  const lines = redactor.json([...log]) as string[];
  await learnSecretsIn(redactor, [redactor.text(JSON.stringify(facts)), ...lines]);
  // Nothing of it is written: what was masked here is counted where it is.
  redactor.takeCounts();
}
