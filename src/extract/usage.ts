import type { Facts, Json } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row } from './values.ts';

/** CPU facts of the reader `usage`: two samples of the container's own group. */
export const cpu: Extractor = {
  id: 'cpu',
  about: 'CPU use and throttling over an interval.',
  facts: {
    limited: { type: 'bool', about: 'a CPU limit is set' },
    limitText: { type: 'string', about: 'the limit in CPUs' },
    periods: { type: 'int', about: 'scheduling periods in the interval' },
    throttledShare: { type: 'double', about: 'share of them in which it was held back, 0 to 1' },
    throttledPercent: { type: 'double', about: 'the same in percent' },
    cores: { type: 'double', about: 'CPUs it used on average' },
    cpuText: { type: 'string', about: 'the same in words' },
    kernelShare: { type: 'double', about: 'share of that time which was spent in the kernel, 0 to 1' },
    kernelPercent: { type: 'double', about: 'the same in percent' },
    packetsPerSecond: { type: 'double', about: 'packets in and out; 0 without interfaces of its own' },
  },
  extract(evidence): Facts {
    const samples = read(evidence[0]?.data);
    if (!samples) return {};
    const { first, second, data } = samples;
    const [before, after] = [
      isRow(first.throttling) ? first.throttling : {},
      isRow(second.throttling) ? second.throttling : {},
    ];
    const periods = Math.max(0, (number(after.periods) ?? 0) - (number(before.periods) ?? 0));
    const throttled = Math.max(0, (number(after.throttledPeriods) ?? 0) - (number(before.throttledPeriods) ?? 0));
    const limit = number(data.cpuLimit);
    const share = periods > 0 ? throttled / periods : 0;
    const facts: Facts = { limited: limit !== null && limit > 0, limitText: limit ? `${limit} CPU` : 'none' };
    if (isRow(second.throttling)) {
      facts.periods = periods;
      facts.throttledShare = share;
      facts.throttledPercent = Math.round(share * 1000) / 10;
    }
    const used = (number(second.cpuTotalNs) ?? 0) - (number(first.cpuTotalNs) ?? 0);
    const elapsed = Date.parse(String(second.at)) - Date.parse(String(first.at));
    const cores = elapsed > 0 ? used / (elapsed * 1e6) : 0;
    facts.cores = cores;
    facts.cpuText = `${cores.toFixed(2)} CPU`;
    const [kernelBefore, kernelAfter] = [number(first.cpuKernelNs), number(second.cpuKernelNs)];
    if (kernelBefore !== null && kernelAfter !== null && used > 0) {
      facts.kernelShare = Math.min(1, Math.max(0, kernelAfter - kernelBefore) / used);
      facts.kernelPercent = Math.round(facts.kernelShare * 1000) / 10;
    }
    if (elapsed > 0) {
      facts.packetsPerSecond = ((number(second.packets) ?? 0) - (number(first.packets) ?? 0)) / (elapsed / 1000);
    }
    return facts;
  },
};

/** Memory facts of the same reader. */
export const memory: Extractor = {
  id: 'memory',
  about: 'Memory use without caches against the limit.',
  facts: {
    memoryLimited: { type: 'bool', about: 'a memory limit is set' },
    memoryShare: { type: 'double', about: 'use without caches as a share of the limit, 0 to 1' },
    memoryText: { type: 'string', about: 'use in words' },
    memoryLimitText: { type: 'string', about: 'limit in words' },
    full: { type: 'bool', about: 'the limit is reached, caches included' },
    readPerSecond: {
      type: 'double',
      about: 'bytes that it read from disks, a second; only where the limit is reached',
    },
    readText: { type: 'string', about: 'the same in words' },
    cacheText: { type: 'string', about: 'what the limit leaves for the caches of files, in words' },
    cacheTurns: { type: 'double', about: 'how often a second as much was read from disks as the caches hold' },
    reusedShare: { type: 'double', about: 'share of the caches that was read more than once lately, 0 to 1' },
    failCountRising: { type: 'bool', about: 'the limit was hit in the interval' },
  },
  extract(evidence): Facts {
    const samples = read(evidence[0]?.data);
    if (!samples) return {};
    const { first, second, data } = samples;
    const used = number(second.memoryBytes);
    const limit = number(data.memoryLimitBytes);
    const facts: Facts = { memoryLimited: limit !== null && limit > 0 };
    if (used !== null) facts.memoryText = mebibytes(used);
    if (limit) facts.memoryLimitText = mebibytes(limit);
    if (used !== null && limit) facts.memoryShare = used / limit;
    const [before, after] = [number(first.memoryFailCount), number(second.memoryFailCount)];
    if (before !== null && after !== null) facts.failCountRising = after > before;
    return { ...facts, ...turnover(first, second, limit) };
  },
};

/** Whether the caches are thrown out and read again: a file read once through leaves nothing that was read twice. */
function turnover(first: Row, second: Row, limit: number | null): Facts {
  const whole = number(second.memoryWithCachesBytes);
  if (whole === null || !limit) return {};
  if (whole < limit * 0.95) return { full: false };
  const [cache, active] = [number(second.fileCacheBytes), number(second.activeFileBytes)];
  const [before, after] = [number(first.blockReadBytes), number(second.blockReadBytes)];
  const elapsed = (Date.parse(String(second.at)) - Date.parse(String(first.at))) / 1000;
  if (cache === null || active === null || before === null || after === null || !(elapsed > 0)) return { full: true };
  const perSecond = Math.max(0, after - before) / elapsed;
  return {
    full: true,
    readPerSecond: perSecond,
    readText: `${mebibytes(perSecond)}/s`,
    cacheText: mebibytes(cache),
    cacheTurns: cache > 0 ? perSecond / cache : 0,
    reusedShare: cache > 0 ? Math.min(1, active / cache) : 0,
  };
}

function read(data: Json | undefined): { first: Row; second: Row; data: Row } | null {
  if (!isRow(data) || !isRow(data.first) || !isRow(data.second)) return null;
  return { first: data.first, second: data.second, data };
}

function mebibytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
