import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryPath, toPathStat } from '../../../src/engine/archive-format.ts';
import { importChanges } from '../../../src/engine/images.ts';
import { oneLine } from '../../../src/engine/one-line.ts';
import { programMissing } from '../../../src/engine/own-exec.ts';
import { toContainerDetails, toContainerSummary } from '../../../src/engine/translate-container.ts';
import { toHistory, toImageDetails, toImageSummary } from '../../../src/engine/translate-image.ts';
import { toChanges, toEvent, toProcesses, toThreads, toUsage } from '../../../src/engine/translate-observations.ts';

describe("an engine's answers", () => {
  it('never make a translation fail, whatever they are', () => {
    const translations = [
      toContainerDetails,
      toContainerSummary,
      toHistory,
      toImageDetails,
      toImageSummary,
      toChanges,
      toEvent,
      toProcesses,
      toThreads,
      toUsage,
    ];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const translate of translations) {
          expect(() => translate(value)).not.toThrow();
          expect(() =>
            translate({
              State: value,
              HostConfig: value,
              Config: value,
              NetworkSettings: value,
              Mounts: value,
              memory_stats: value,
              cpu_stats: value,
              blkio_stats: value,
              pids_stats: value,
              read: '2026-01-01T00:00:00Z',
              Processes: value,
              Titles: value,
              Actor: value,
              Action: 'x',
            }),
          ).not.toThrow();
        }
      }),
    );
  });

  it('say when a container has an exit status and when it has not', () => {
    const exit = (Status: string, ExitCode: number) => toContainerDetails({ State: { Status, ExitCode } }).exitCode;
    expect([exit('running', 0), exit('paused', 0), exit('created', 0)]).toEqual([null, null, null]);
    expect([exit('exited', 0), exit('restarting', 137), exit('created', 127), exit('dead', 1)]).toEqual([
      0, 137, 127, 1,
    ]);
  });

  it('know states and commands of older and other engines', () => {
    expect(
      toContainerDetails({ State: { Status: 'configured' }, Config: { Entrypoint: '/run.sh', Cmd: null } }),
    ).toMatchObject({ state: 'created', entrypoint: ['/run.sh'], command: [] });
    expect(toContainerDetails({ State: { Status: 'stopped', StartedAt: '0001-01-01T00:00:00Z' } })).toMatchObject({
      state: 'exited',
      startedAt: null,
    });
  });

  it('give limits, and null where there is none', () => {
    const limits = (HostConfig: object) => {
      const { memoryLimitBytes, cpuLimit, pidsLimit } = toContainerDetails({ HostConfig });
      return [memoryLimitBytes, cpuLimit, pidsLimit];
    };
    expect(limits({ Memory: 5, CpuQuota: 50_000, CpuPeriod: 100_000, PidsLimit: 3 })).toEqual([5, 0.5, 3]);
    expect(limits({ Memory: 0, NanoCpus: 0, PidsLimit: -1 })).toEqual([null, null, null]);
    expect(limits({ NanoCpus: 1.5e9, CpuQuota: 10_000 })).toEqual([null, 1.5, null]);
  });

  it('give ports as docker ps writes them', () => {
    const Ports = {
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
      '9/udp': null,
    };
    expect(toContainerDetails({ NetworkSettings: { Ports } }).ports).toEqual([
      '0.0.0.0:8080->80/tcp',
      '[::]:8080->80/tcp',
      '9/udp',
    ]);
  });

  it('give health from words in a list', () => {
    const health = (Status: string) => toContainerSummary({ Status }).health;
    expect(['Up 3 hours (healthy)', 'Up (unhealthy)', 'Up 1 second (health: starting)', 'Up'].map(health)).toEqual([
      'healthy',
      'unhealthy',
      'starting',
      null,
    ]);
  });

  it('give use of resources on both kinds of cgroup, and nothing for what does not run', () => {
    const read = '2026-01-01T00:00:00Z';
    const v1 = toUsage({
      read,
      memory_stats: { usage: 100, failcnt: 3, limit: 2 ** 63, stats: { total_inactive_file: 40, inactive_file: 1 } },
      cpu_stats: {
        cpu_usage: { total_usage: 7, percpu_usage: [1, 2] },
        throttling_data: { periods: 4, throttled_periods: 2, throttled_time: 9 },
      },
      blkio_stats: {
        io_service_bytes_recursive: [
          { op: 'Read', value: 5 },
          { op: 'Read', value: 6 },
          { op: 'Write', value: 1 },
          { op: 'Total', value: 12 },
        ],
      },
      pids_stats: { current: 2, limit: 18446744073709552000 },
    });
    expect(v1).toMatchObject({
      memoryBytes: 60,
      memoryFailCount: 3,
      memoryLimitBytes: null,
      onlineCpus: 2,
      throttling: { periods: 4, throttledPeriods: 2, throttledNs: 9 },
      blockReadBytes: 11,
      blockWriteBytes: 1,
      pids: 2,
      pidsLimit: null,
    });
    const v2 = toUsage({
      read,
      memory_stats: { usage: 100, stats: { inactive_file: 10 } },
      cpu_stats: { online_cpus: 8 },
      blkio_stats: { io_service_bytes_recursive: [{ op: 'read', value: 1 }] },
    });
    expect(v2).toMatchObject({
      memoryBytes: 90,
      memoryFailCount: null,
      onlineCpus: 8,
      throttling: null,
      blockReadBytes: 1,
    });
    expect(toUsage({ read: '0001-01-01T00:00:00Z', memory_stats: {} })).toBeNull();
  });

  it('give processes by whatever columns the host has', () => {
    expect(toProcesses({ Titles: ['PID', 'USER', 'COMMAND'], Processes: [['7', 'root', 'sleep 1']] })).toEqual([
      { pid: 7, user: 'root', command: 'sleep 1' },
    ]);
    expect(
      toProcesses({
        Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
        Processes: [['33', '9', '1', '0', 'x', '?', '0', 'php']],
      }),
    ).toEqual([{ pid: 9, user: '33', command: 'php' }]);
    expect(toProcesses({ Titles: ['A'], Processes: [['x']] })).toEqual([]);
  });
});

describe('threads', () => {
  it('are told a row each, or as processes by an engine that knows no more', () => {
    const rows = [['7', '8', 'Rsl', '-', 'server']];
    expect(toThreads({ Titles: ['PID', 'TID', 'STAT', 'WCHAN', 'COMMAND'], Processes: rows })).toEqual([
      { pid: 7, state: 'Rsl', waitsIn: '-', command: 'server' },
    ]);
    expect(toThreads({ Titles: ['HPID', 'STATE', 'COMMAND'], Processes: [['7', 'D', 'dd']] })).toEqual([
      { pid: 7, state: 'D', waitsIn: '', command: 'dd' },
    ]);
  });

  it('are none where the columns are others', () => {
    expect(toThreads({ Titles: ['A'], Processes: [['x']] })).toEqual([]);
    expect(toThreads('nonsense')).toEqual([]);
  });
});

describe('an archive', () => {
  const stat = (value: object) => toPathStat('/x', Buffer.from(JSON.stringify(value)).toString('base64'));

  it('describes a path by Go file modes', () => {
    expect(
      stat({ name: 'x', size: 4096, mode: 0x80000000 + 0x100000 + 0o777, mtime: '2026-01-01T00:00:00Z' }),
    ).toMatchObject({ kind: 'directory', mode: 0o1777 });
    expect(stat({ mode: 0x8000000 + 0o777, linkTarget: '/usr/bin' })).toMatchObject({
      kind: 'symlink',
      linkTarget: '/usr/bin',
    });
    expect(stat({ mode: 0x800000 + 0o755, size: 3 })).toMatchObject({ kind: 'file', mode: 0o4755, sizeBytes: 3 });
    expect(stat({ mode: 0x4200000 + 0o666 })).toMatchObject({ kind: 'other' });
    expect([toPathStat('/x', undefined), toPathStat('/x', '%%%'), stat({})]).toEqual([null, null, null]);
  });

  it.each([
    ['/', '/', 'etc/passwd', '/etc/passwd'],
    ['/', './', './etc/passwd', '/etc/passwd'],
    ['/etc/ssl', 'ssl/', 'ssl/certs/', '/etc/ssl/certs'],
    ['/etc/ssl', 'ssl/', 'ssl/', '/etc/ssl'],
    ['/etc', 'etc/', 'etc/etc/x', '/etc/etc/x'],
  ])('below %s that begins with %s has %s at %s', (base, first, name, path) => {
    expect(entryPath(base, first, name)).toBe(path);
  });
});

describe('small things', () => {
  it('make one printable, bounded line of anything', () => {
    expect(oneLine('a\nb\u001b[31m\tc\u202e  d ')).toBe('a b [31m c d');
    expect(oneLine('x'.repeat(1_000), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('tell a missing program from one that ends with 127 itself', () => {
    const of = (exitCode: number, stdout: string, stderr: string) =>
      programMissing({ exitCode, stdout, stderr }, 'dig');
    expect(
      of(126, 'OCI runtime exec failed: exec failed: exec: "dig": executable file not found in $PATH: unknown\r\n', ''),
    ).toMatch(/no dig/);
    expect(of(127, '', "/usr/bin/timeout: failed to run command 'dig': No such file or directory\n")).toMatch(/no dig/);
    expect(of(126, '', "timeout: failed to run command 'dig': Permission denied\n")).toMatch(/may not be executed/);
    expect(of(127, '', 'sh: foo: not found')).toBeNull();
    expect(of(0, 'OCI runtime exec failed: is what I print', '')).toBeNull();
  });

  it('write an image configuration that no value can break out of', () => {
    expect(importChanges({ labels: { a: 'x"\n$HOME' }, env: ['PATH=/bin:$PATH'], command: ['sh', '-c', 'x'] })).toEqual(
      ['LABEL "a"="x\\"\\n\\$HOME"', 'ENV PATH="/bin:\\$PATH"', 'CMD ["sh","-c","x"]'],
    );
  });
});
