import type { Engine } from '../engine/engine.ts';
import { playbookPlaces } from '../playbook/places.ts';
import { resolveSession } from '../session/find-session.ts';
import { sessionsDir } from '../session/places.ts';
import { readJournal } from '../session/read-journal.ts';
import { foldAll } from '../session/state.ts';
import type { SessionSummary } from '../session/summary.ts';
import type { EngineHeader, OpenWalk, TargetRow, Workbench } from '../ui/ports.ts';
import { commandMeant } from './command-names.ts';
import { containerLists } from './container-lists.ts';
import { whyNotHere } from './container-rows.ts';
import { readPem } from './reference-ca.ts';
import { TargetElsewhere } from './target-elsewhere.ts';
import { ageText } from './target-rows.ts';
import type { WalkOptions } from './walk-options.ts';
import { Answers, walkPort } from './walk-port.ts';

/** What the screens choose from and open, on a real engine. */
export interface LiveWorkbench extends Workbench {
  /** Ends the connection that lists. */
  close(): Promise<void>;
}

/** Connects in the background: the screens are there before the engine has answered. */
export function liveWorkbench(
  options: WalkOptions,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LiveWorkbench {
  let engine: Engine | null = null;
  let trouble: string | null = null;
  let connecting: Promise<void> | null = null;
  // At the first list, not before: the first frame is there without the engine's client being loaded.
  const connected = (): Promise<void> => {
    connecting ??= import('../engine/connect.ts')
      .then(({ connectEngine }) =>
        connectEngine({ context: options.context ?? undefined, host: options.host ?? undefined }),
      )
      .then(
        (answered) => {
          engine = answered;
        },
        (error: unknown) => {
          trouble = error instanceof Error ? error.message : String(error);
        },
      );
    return connecting;
  };
  const listed = containerLists(env);
  return {
    header(): EngineHeader {
      if (trouble !== null) return { engine: 'no engine', where: '', trouble };
      if (engine === null) return { engine: 'engine …', where: '', trouble: null };
      const { name, version, context, host } = engine.info;
      return { engine: `${name} ${version}`, where: context ?? host, trouble: null };
    },
    async list(kind) {
      if (kind === 'session') return sessionRows();
      if (kind === 'incident') return incidentRows();
      await connected();
      if (engine === null) return [];
      return kind === 'image' ? imageRows(engine) : listed(engine);
    },
    unfinished: unfinishedSession,
    async open(key, { signal, progress }) {
      try {
        return await openKey(key, options, argv, env, signal, progress);
      } catch (error) {
        const isNotThere = (error as { exitStatus?: unknown }).exitStatus === 4;
        const hint = isNotThere ? commandMeant(key) : '';
        if (error instanceof Error && hint !== '') error.message += `; or ${hint}`;
        throw error;
      }
    },
    async close() {
      await connecting;
      await (engine as Engine | null)?.close();
    },
  };
}

async function imageRows(engine: Engine): Promise<TargetRow[]> {
  const all = await engine.listImages();
  return all
    .filter((one) => one.tags.length > 0)
    .map(
      (one): TargetRow => ({
        key: `image:${one.tags[0]}`,
        kind: 'image',
        name: one.tags[0] ?? one.id,
        image: one.id.replace(/^sha256:/, '').slice(0, 12),
        health: 'idle',
        status: `${(one.sizeBytes / 1e6).toFixed(0)} MB`,
        age: ageText(one.createdAt),
        libc: '',
        group: '',
      }),
    )
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Long enough for a night on call. */
const OFFERED_FOR_MS = 12 * 60 * 60 * 1000;

async function unfinishedSession(): Promise<string | null> {
  const { listSessions } = await import('../session/summary.ts');
  const since = new Date(Date.now() - OFFERED_FOR_MS).toISOString();
  const found = listSessions(sessionsDir()).find(
    (one) => !one.finished && one.heldBy === null && (one.startedAt ?? '') > since,
  );
  if (found === undefined) return null;
  const at = found.startedAt?.slice(11, 16) ?? '';
  return `unfinished walk of ${at} UTC: Tab Tab, Enter resumes it (${found.target})`;
}

async function sessionRows(): Promise<TargetRow[]> {
  const { listSessions } = await import('../session/summary.ts');
  return listSessions(sessionsDir())
    .slice(0, 200)
    .map(
      (one): TargetRow => ({
        key: `session:${one.id}`,
        kind: 'session',
        name: one.target,
        image: one.id,
        health: 'idle',
        status: standingOf(one),
        age: ageText(one.startedAt ?? ''),
        libc: '',
        group: '',
      }),
    );
}

function standingOf({ finished, left }: SessionSummary): string {
  if (finished && !left) return 'finished';
  return `${left ? 'left before its end' : 'not finished'}: Enter takes it up again`;
}

async function incidentRows(): Promise<TargetRow[]> {
  const { listIncidents } = await import('../walk/open-recorded.ts');
  return (await listIncidents()).map(
    ({ id, title }): TargetRow => ({
      key: `incident:${id}`,
      kind: 'incident',
      name: id,
      image: '',
      health: 'idle',
      status: title,
      age: '',
      libc: '',
      group: '',
    }),
  );
}

/** Opens what a row (or TARGET) names; a stored session goes on where it stood. */
async function openKey(
  key: string,
  options: WalkOptions,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<OpenWalk> {
  const why = whyNotHere(key);
  if (why !== null) throw new TargetElsewhere(why);
  const answers = new Answers();
  const asked = {
    ...options,
    referenceCaPem: await readPem(options.referenceCa),
    argv,
    env,
    cwd: process.cwd(),
    ask: answers.ask,
    consentFirst: true,
    onProgress,
    signal,
  };
  if (!key.startsWith('session:')) {
    const { openWalk } = await import('../walk/open-walk.ts');
    return walkPort(await openWalk({ ...asked, target: key }), answers);
  }
  const stored = resolveSession(key.slice('session:'.length), env);
  const { events } = readJournal(stored.dir);
  const state = foldAll(events);
  const [{ loadRulebook }, { openLive }, { configured, debugConfig }] = await Promise.all([
    import('../walk/rulebook.ts'),
    import('../walk/open-live.ts'),
    import('../walk/open-walk.ts'),
  ]);
  const config = await configured(env);
  const rulebook = await loadRulebook(
    state.session?.playbook.id ?? options.playbook,
    playbookPlaces(process.cwd(), env),
  );
  const { target } = state;
  const live = openLive({
    ...asked,
    target: target?.kind === 'image' ? `image:${target.image.ref || target.image.id}` : (target?.id ?? ''),
    endpoints: [],
    debug: debugConfig(options.debugImage, config),
    engines: config.engines,
    timeoutMs: options.timeoutSeconds === null ? null : options.timeoutSeconds * 1000,
    rulebook,
    resume: { id: stored.id, events },
  });
  try {
    return walkPort(await live, answers);
  } catch (error) {
    // Its container or its engine is gone: what was seen then can still be walked, as the recording that it is.
    const status = (error as { exitStatus?: unknown }).exitStatus;
    if (status !== 3 && status !== 4) throw error;
    const { openRecording } = await import('../walk/open-recorded.ts');
    onProgress('the target is not there any more: this is what was recorded');
    return walkPort(openRecording(events, rulebook), answers);
  }
}
