/** What an engine tells of a container at work. */

export interface UsageSample {
  readonly at: string;
  readonly memoryBytes: number | null;
  readonly memoryLimitBytes: number | null;
  readonly memoryFailCount: number | null;
  /** Use with caches, the caches of files, and of these what was read more than once lately. */
  readonly memoryWithCachesBytes: number | null;
  readonly fileCacheBytes: number | null;
  readonly activeFileBytes: number | null;
  readonly cpuTotalNs: number | null;
  /** The part of it that was spent in the kernel. */
  readonly cpuKernelNs: number | null;
  readonly cpuSystemNs: number | null;
  readonly onlineCpus: number | null;
  readonly throttling: {
    readonly periods: number;
    readonly throttledPeriods: number;
    readonly throttledNs: number;
  } | null;
  readonly blockReadBytes: number | null;
  readonly blockWriteBytes: number | null;
  /** Packets in and out of all its interfaces since they were made; null where it has none of its own. */
  readonly packets: number | null;
  readonly pids: number | null;
  readonly pidsLimit: number | null;
}

export interface FileChange {
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
}

export interface ProcessRow {
  readonly pid: number;
  readonly user: string;
  readonly command: string;
}

/** A thread of a container, as the host's `ps` shows it. */
export interface ThreadRow {
  readonly pid: number;
  /** R running or ready, S waiting, D in uninterruptible wait; further letters may follow. */
  readonly state: string;
  /** The kernel's function that it waits in; "-" where it runs or that is not told. */
  readonly waitsIn: string;
  readonly command: string;
}
