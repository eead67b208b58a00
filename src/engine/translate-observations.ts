import type { EngineEvent } from './engine.ts';
import type { FileChange, ProcessRow, ThreadRow, UsageSample } from './engine-observations.ts';
import {
  asArray,
  asNumber,
  asObject,
  asText,
  asTextMap,
  asTexts,
  asTime,
  fromEpochSeconds,
  type JsonObject,
} from './json.ts';

/** A line of `GET /events`; null when it is none. */
export function toEvent(value: unknown): EngineEvent | null {
  const event = asObject(value);
  const actor = asObject(event.Actor);
  const action = asText(event.Action) || asText(event.status);
  if (action === '') return null;
  const nano = asNumber(event.timeNano);
  return {
    at: nano === null ? fromEpochSeconds(event.time) : fromEpochSeconds(nano / 1e9),
    action: action.slice(0, 500),
    kind: asText(event.Type, 'container'),
    id: asText(actor.ID) || asText(event.id),
    attributes: asTextMap(actor.Attributes),
  };
}

/**
 * The answer of `GET /containers/ID/stats?stream=false`; null when the container does not run, which the engine says
 * by zeros. cgroup v1 and v2 name their fields differently; what one does not have is null, never 0.
 */
export function toUsage(value: unknown): UsageSample | null {
  const all = asObject(value);
  const at = asTime(all.read);
  if (at === null) return null;
  const memory = asObject(all.memory_stats);
  const cpu = asObject(all.cpu_stats);
  const cpuUsage = asObject(cpu.cpu_usage);
  const throttling = asObject(cpu.throttling_data);
  const pids = asObject(all.pids_stats);
  const memoryStats = asObject(memory.stats);
  return {
    at,
    memoryBytes: usedMemory(memory),
    memoryLimitBytes: belowUnlimited(memory.limit),
    memoryFailCount: asNumber(memory.failcnt),
    memoryWithCachesBytes: asNumber(memory.usage),
    // cgroup v1 tells the sums with all groups below, v2 tells nothing else.
    fileCacheBytes: asNumber(memoryStats.total_cache) ?? asNumber(memoryStats.file) ?? null,
    activeFileBytes: asNumber(memoryStats.total_active_file) ?? asNumber(memoryStats.active_file) ?? null,
    cpuTotalNs: asNumber(cpuUsage.total_usage),
    cpuKernelNs: asNumber(cpuUsage.usage_in_kernelmode),
    cpuSystemNs: asNumber(cpu.system_cpu_usage),
    onlineCpus: asNumber(cpu.online_cpus) ?? (asArray(cpuUsage.percpu_usage).length || null),
    throttling:
      asNumber(throttling.periods) === null
        ? null
        : {
            periods: asNumber(throttling.periods) ?? 0,
            throttledPeriods: asNumber(throttling.throttled_periods) ?? 0,
            throttledNs: asNumber(throttling.throttled_time) ?? 0,
          },
    blockReadBytes: blockBytes(all, 'read'),
    blockWriteBytes: blockBytes(all, 'write'),
    packets: packets(all.networks),
    pids: asNumber(pids.current),
    pidsLimit: belowUnlimited(pids.limit),
  };
}

/** As `docker stats` counts: without the page cache that the kernel would give back at once. */
function usedMemory(memory: JsonObject): number | null {
  const usage = asNumber(memory.usage);
  if (usage === null) return null;
  const stats = asObject(memory.stats);
  const cache = asNumber(stats.total_inactive_file) ?? asNumber(stats.inactive_file) ?? 0;
  return cache < usage ? usage - cache : usage;
}

/** "No limit" is 0 or a number near 2^63 or 2^64. */
function belowUnlimited(value: unknown): number | null {
  const number = asNumber(value);
  return number === null || number <= 0 || number > 2 ** 60 ? null : number;
}

function packets(value: unknown): number | null {
  const interfaces = Object.values(asObject(value)).map(asObject);
  if (interfaces.length === 0) return null;
  return interfaces.reduce((sum, one) => sum + (asNumber(one.rx_packets) ?? 0) + (asNumber(one.tx_packets) ?? 0), 0);
}

function blockBytes(all: JsonObject, operation: 'read' | 'write'): number | null {
  const rows = asObject(all.blkio_stats).io_service_bytes_recursive;
  if (!Array.isArray(rows)) return null;
  return rows
    .map(asObject)
    .filter((row) => asText(row.op).toLowerCase() === operation)
    .reduce((sum, row) => sum + (asNumber(row.value) ?? 0), 0);
}

const CHANGE_KINDS = ['modified', 'added', 'deleted'] as const;

/** The answer of `GET /containers/ID/changes`; null from an engine means that there are none. */
export function toChanges(value: unknown): FileChange[] {
  return asArray(value).flatMap((item) => {
    const change = asObject(item);
    const kind = CHANGE_KINDS[asNumber(change.Kind) ?? -1];
    return kind === undefined ? [] : [{ path: asText(change.Path), kind }];
  });
}

/** The answer of `GET /containers/ID/top`: a table whose columns depend on the ps of the engine's machine. */
export function toProcesses(value: unknown): ProcessRow[] {
  const table = asObject(value);
  const titles = asTexts(table.Titles).map((title) => title.toUpperCase());
  const column = (...names: string[]): number => titles.findIndex((title) => names.includes(title));
  const pidAt = column('PID', 'HPID');
  const userAt = column('USER', 'UID');
  const commandAt = column('CMD', 'COMMAND', 'ARGS');
  if (pidAt < 0 || commandAt < 0) return [];
  return asArray(table.Processes).map((row) => {
    const cells = asTexts(row);
    return {
      pid: Number.parseInt(cells[pidAt] ?? '', 10) || 0,
      user: cells[userAt] ?? '',
      command: (cells[commandAt] ?? '').slice(0, 4_000),
    };
  });
}

/** The answer of `GET /containers/ID/top?ps_args=…` for the columns of `THREAD_COLUMNS`, or Podman's like; empty when they are others. */
export function toThreads(value: unknown): ThreadRow[] {
  const table = asObject(value);
  const titles = asTexts(table.Titles).map((title) => title.toUpperCase());
  const column = (...names: string[]): number => titles.findIndex((title) => names.includes(title));
  const [pid, state] = [column('PID', 'HPID'), column('STAT', 'STATE')];
  const [waitsIn, command] = [column('WCHAN'), column('COMMAND', 'COMM')];
  if (pid < 0 || state < 0) return [];
  return asArray(table.Processes).map((row) => {
    const cells = asTexts(row);
    return {
      pid: Number.parseInt(cells[pid] ?? '', 10) || 0,
      state: (cells[state] ?? '').slice(0, 16),
      waitsIn: (cells[waitsIn] ?? '').slice(0, 64),
      command: (cells[command] ?? '').slice(0, 64),
    };
  });
}

/** What `ps` is asked for, a row a thread. */
export const THREAD_COLUMNS = '-eLo pid,tid,stat,wchan:32,comm';
