import type { Facts } from '../session/evidence.ts';
import { essentialWords } from '../target/entrypoint/start-error.ts';
import { between, bytesText, momentOf } from './durations.ts';
import { exitWords } from './exit-words.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

/** An OOM event this long before an end, in milliseconds, belongs to it. */
const OOM_TO_END_MS = 30_000;
/** An OOM event in a container that went on is of now for so long. */
const OOM_OF_NOW_MS = 60 * 60 * 1000;
/** A kill this long after a polite stop, in milliseconds, is the end of a grace period. */
const GRACE_MS = 5 * 60 * 1000;

/** Facts of the reader `container`: what state it is in, and how it came to it. */
export const containerState: Extractor = {
  id: 'state',
  about: 'State, exit status, OOM, health and restarts of the container, and what the engine has on record of them.',
  facts: {
    state: { type: 'string', about: 'created, running, paused, restarting, removing, exited, dead' },
    running: { type: 'bool', about: 'it runs now' },
    exitCode: { type: 'int', about: 'the last exit status; absent while it runs for the first time' },
    exitWords: { type: 'string', about: 'what that status means' },
    error: { type: 'string', about: "the engine's own error text, empty for none" },
    oomFlag: { type: 'bool', about: "the engine's OOMKilled flag; it has been seen wrong both ways" },
    oomProven: { type: 'bool', about: 'the engine recorded an OOM kill that belongs to the end of it, or is of now' },
    oomProof: { type: 'string', about: 'that record, in words' },
    memoryLimitText: { type: 'string', about: 'its memory limit, or "no limit"' },
    memoryLimited: { type: 'bool', about: 'it has a memory limit' },
    restartCount: { type: 'int', about: 'restarts by the restart policy' },
    restartPolicy: { type: 'string', about: 'no, always, on-failure, unless-stopped' },
    everStarted: { type: 'bool', about: 'it has run at least once' },
    endsOnRecord: { type: 'int', about: 'ends in the last day, as far as the engine has them on record' },
    health: { type: 'string', about: 'healthy, unhealthy, starting; empty without a health check' },
    healthStreak: { type: 'int', about: 'health checks that failed in a row' },
    healthText: { type: 'string', about: 'for an unhealthy one the check\'s own words, else ", healthy" or nothing' },
    upSeconds: { type: 'int', about: 'how long it has run; absent when it does not' },
    upText: { type: 'string', about: '", up since 2026-01-31 02:41 UTC", or nothing' },
    startedAt: { type: 'string', about: 'when it was last started' },
    finishedAt: { type: 'string', about: 'when it last ended' },
    createdAt: { type: 'string', about: 'when it was made' },
    readOnlyRoot: { type: 'bool', about: 'its root file system is mounted read-only' },
    readOnlyMounts: { type: 'list<string>', about: 'where a volume or a directory is mounted read-only' },
    tmpfs: { type: 'list<string>', about: 'where it has memory file systems of its own, which nobody else sees' },
    userNamespace: {
      type: 'bool',
      about: 'user ids in it are others than on the host: a rootless engine, or one that remaps them',
    },
    killedAfterGrace: { type: 'bool', about: 'it was asked to stop, did not, and was killed' },
  },
  extract(evidence, { now }): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const state = text(data.state);
    const running = state === 'running';
    const exitCode = number(data.exitCode);
    const events = rows(data.events);
    const oom = oomOf(data, events, now);
    const grace = killedAfterGrace(events);
    const up = running ? between(text(data.startedAt), now) : null;
    const limit = number(data.memoryLimitBytes);
    return {
      state,
      running,
      ...(exitCode === null ? {} : { exitCode }),
      exitWords: exitCode === null ? 'it has not ended' : wordsOf(exitCode, grace, oom !== null, text(data.error)),
      error: oneLine(essentialWords(text(data.error))),
      oomFlag: data.oomKilled === true,
      oomProven: oom !== null,
      oomProof: oom ?? '',
      memoryLimitText: limit === null ? 'no limit' : bytesText(limit, true),
      memoryLimited: limit !== null,
      restartCount: number(data.restartCount) ?? 0,
      restartPolicy: text(data.restartPolicy),
      everStarted: text(data.startedAt) !== '',
      endsOnRecord: events.filter((event) => text(event.action) === 'die').length,
      ...healthFacts(data),
      ...(up === null ? {} : { upSeconds: Math.floor(up / 1000) }),
      upText: up === null ? '' : `, up since ${momentOf(text(data.startedAt))}`,
      startedAt: text(data.startedAt),
      finishedAt: text(data.finishedAt),
      createdAt: text(data.createdAt),
      readOnlyRoot: data.readOnlyRoot === true,
      readOnlyMounts: texts(data.readOnlyMounts),
      tmpfs: texts(data.tmpfs),
      ...(typeof data.userNamespace === 'boolean' ? { userNamespace: data.userNamespace } : {}),
      killedAfterGrace: grace !== null,
    };
  },
};

function healthFacts(data: Row): Facts {
  const health = isRow(data.health) ? data.health : null;
  if (health === null) return { health: '', healthStreak: 0, healthText: '' };
  const status = text(health.status);
  const said = oneLine(texts(health.log).at(-1) ?? '').slice(0, 240);
  const suffix = status === 'healthy' ? ', healthy' : status === 'starting' ? ', health check starting' : '';
  const words = said === '' ? 'it says nothing' : said;
  return {
    health: status,
    healthStreak: number(health.failingStreak) ?? 0,
    healthText: status === 'unhealthy' ? words : suffix,
  };
}

/** The OOM event that belongs to the last end, or, where it went on, one of the last hour. */
function oomOf(data: Row, events: readonly Row[], now: string): string | null {
  const ooms = events.filter((event) => text(event.action) === 'oom').map((event) => text(event.at));
  const last = ooms.at(-1);
  if (last === undefined) return null;
  const end = events.filter((event) => text(event.action) === 'die').at(-1);
  const toEnd = between(last, text(end?.at) || text(data.finishedAt));
  const clock = last.slice(11, 19);
  if (toEnd !== null && toEnd >= 0 && toEnd <= OOM_TO_END_MS) {
    const seconds = Math.max(1, Math.round(toEnd / 1000));
    return `OOM event at ${clock} UTC, the end ${seconds} s later${ooms.length > 1 ? `; ${ooms.length} OOM events on record` : ''}`;
  }
  const age = between(last, now);
  const sinceStart = between(text(data.startedAt), last);
  if (text(data.state) !== 'running' || age === null || age > OOM_OF_NOW_MS || (sinceStart ?? -1) < -1000) return null;
  return `OOM event at ${clock} UTC; a process in it was killed, process 1 went on`;
}

/** Seconds between a polite stop and the kill that followed it; null where there was no such pair. */
function killedAfterGrace(events: readonly Row[]): number | null {
  const kills = events.filter((event) => text(event.action) === 'kill');
  const hard = kills.findLast((event) => text(event.signal) === '9');
  const polite = kills.findLast((event) => text(event.signal) !== '9' && text(event.at) <= text(hard?.at));
  if (!hard || !polite) return null;
  const span = between(text(polite.at), text(hard.at));
  return span === null || span > GRACE_MS || span < 500 ? null : Math.round(span / 1000);
}

function wordsOf(code: number, grace: number | null, oom: boolean, error: string): string {
  if (code === 137 && oom) return 'killed (SIGKILL) by the kernel: its memory limit was reached';
  if (code === 137 && grace !== null) {
    return `it did not stop when asked to, and was killed (SIGKILL) ${grace} s later`;
  }
  if (code === 137) return 'killed (SIGKILL); who did it is not on record';
  return error === ''
    ? exitWords(code)
    : `${exitWords(code)} (the engine says: ${oneLine(essentialWords(error)).slice(0, 200)})`;
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
