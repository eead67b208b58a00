import type { ContainerDetails, EngineEvent } from '../../engine/engine.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { isFreshlyRestarted } from '../restart-loop.ts';
import { readEvidence } from './evidence.ts';

/** How far back the engine's own record is asked for. It keeps the last few hundred events only. */
const RECORD_MS = 24 * 60 * 60 * 1000;
const TELLING = /^(?:oom|die|kill|stop|start|restart|pause|unpause|health_status|create|destroy|rename|update)/;
const MOST_EVENTS = 60;

/** The container's state and how it came to it: exit status, OOM, health, restarts, and the engine's record of events. */
export const container: Reader = {
  source: 'container',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { engine } = context;
    if (context.container === null) {
      return { kind: 'unseen', reason: 'an image has no state', toCheckIt: 'name a container', evidence: [] };
    }
    const { id } = context.container;
    const [now, events] = await Promise.all([
      engine.inspectContainer(id),
      engine.events({ sinceMs: RECORD_MS, containerId: id }),
    ]);
    if (!now.ok)
      return {
        kind: now.kind === 'gone' ? 'interrupted' : 'unseen',
        reason: now.reason,
        toCheckIt: now.toCheckIt,
        evidence: [],
      };
    const record = events.ok ? events.value.filter((event) => TELLING.test(event.action)).slice(-MOST_EVENTS) : [];
    // Found in a loop of restarts, and up again for the moment: the loop is its state.
    const looping = context.container.state === 'restarting' && isFreshlyRestarted(engine, now.value);
    const details = looping ? { ...now.value, state: context.container.state } : now.value;
    const { rootless, userNamespaces } = context.engine.info;
    const userNamespace = rootless || (userNamespaces && details.usernsMode !== 'host');
    const data = { ...stateData(details), userNamespace, events: record.map(eventData), eventsKnown: events.ok };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'state of the container',
          startedAt,
          data: data as unknown as Json,
          stdout: lines(details, record).join('\n'),
          byHand: `docker inspect --format '{{json .State}}' ${now.value.name}; docker events --since 24h --until 0s --filter container=${now.value.name}`,
        }),
      ],
    };
  },
};

function stateData(details: ContainerDetails) {
  const { state, exitCode, oomKilled, error, startedAt, finishedAt, createdAt, restartCount, restartPolicy } = details;
  return {
    state,
    exitCode,
    oomKilled,
    error: error.slice(0, 2000),
    startedAt,
    finishedAt,
    createdAt,
    restartCount,
    restartPolicy,
    health: details.health && {
      ...details.health,
      log: details.health.log.slice(-3).map((line) => line.slice(0, 600)),
    },
    memoryLimitBytes: details.memoryLimitBytes,
    pid: details.pid,
    readOnlyRoot: details.readOnlyRoot,
    readOnlyMounts: details.mounts
      .filter((mount) => mount.readOnly)
      .map((mount) => mount.destination)
      .slice(0, 50),
    tmpfs: [
      ...Object.keys(details.tmpfs),
      ...details.mounts.filter((mount) => mount.type === 'tmpfs').map((mount) => mount.destination),
    ].slice(0, 50),
  };
}

function eventData(event: EngineEvent) {
  const { exitCode, signal } = event.attributes;
  return {
    at: event.at,
    action: event.action.slice(0, 100),
    ...(exitCode ? { exitCode } : {}),
    ...(signal ? { signal } : {}),
  };
}

function lines(details: ContainerDetails, events: readonly EngineEvent[]): string[] {
  return [
    `state ${details.state}, exit ${details.exitCode ?? '-'}, OOMKilled ${details.oomKilled}, restarts ${details.restartCount} (policy ${details.restartPolicy})`,
    `created ${details.createdAt}, started ${details.startedAt ?? 'never'}, finished ${details.finishedAt ?? '-'}`,
    ...(details.error ? [`error: ${details.error}`] : []),
    ...(details.readOnlyRoot ? ['its root file system is read-only'] : []),
    ...(details.health ? [`health ${details.health.status}, ${details.health.failingStreak} failures in a row`] : []),
    ...(details.health?.log.slice(-1).map((line) => `  ${line.trim().slice(0, 400)}`) ?? []),
    ...events
      .slice(-12)
      .map(
        (event) =>
          `${event.at} ${event.action}${event.attributes.exitCode ? ` (exit ${event.attributes.exitCode})` : ''}`,
      ),
  ];
}
