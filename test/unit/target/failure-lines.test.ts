import { describe, expect, it } from 'vitest';
import { isCalm } from '../../../src/target/calm-lines.ts';
import { failureLines } from '../../../src/target/failure-lines.ts';

/** What one line is taken to say: kind, file, and what it lacks. */
const said = (line: string) => failureLines([line]).map(({ kind, file, lacks }) => [kind, file, lacks]);

describe('lines that tell of a file that could not be started or loaded', () => {
  it.each([
    ['/srv/g.sh: line 2: /usr/libexec/purge: not found', 'start', '/usr/libexec/purge', ''],
    ['/bin/sh: 1: ./bin/metricsd: not found', 'start', './bin/metricsd', ''],
    [
      'sup: line 2: /usr/libexec/rotate.sh: cannot execute: required file not found',
      'start',
      '/usr/libexec/rotate.sh',
      '',
    ],
    ['bash: /v/x.sh: /bin/sh^M: bad interpreter: No such file or directory', 'start', '/v/x.sh', ''],
    ['/bin/sh: 1: exec: ./metricsd: Exec format error', 'start', './metricsd', ''],
    ['exec /usr/src/app/relay: no such file or directory', 'start', '/usr/src/app/relay', ''],
    ["env: '/opt/agent/agentd': No such file or directory", 'start', '/opt/agent/agentd', ''],
    ["FileNotFoundError: [Errno 2] No such file or directory: '/opt/conv/bin/conv'", 'start', '/opt/conv/bin/conv', ''],
    ['Error: spawn /opt/conv/bin/conv ENOENT', 'start', '/opt/conv/bin/conv', ''],
    ['fork/exec /opt/conv/bin/conv: exec format error', 'start', '/opt/conv/bin/conv', ''],
    ['java.io.IOException: Cannot run program "/opt/conv": error=13, Permission denied', 'permission', '/opt/conv', ''],
    ["PermissionError: [Errno 13] Permission denied: '/opt/conv/bin/conv'", 'permission', '/opt/conv/bin/conv', ''],
    ['/boot.sh: 5: /scratch/engine-1.8: Permission denied', 'permission', '/scratch/engine-1.8', ''],
    ["/usr/bin/env: 'node': No such file or directory", 'name', 'node', ''],
    ["env: can't execute 'python3': No such file or directory", 'name', 'python3', ''],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'config/t.json'", 'read', 'config/t.json', ''],
    ["Error: ENOENT: no such file or directory, open './views/a.html'", 'read', 'views/a.html', ''],
    ['open conf/relay.toml: no such file or directory', 'read', 'conf/relay.toml', ''],
    ['cat: settings.ini: No such file or directory', 'read', 'settings.ini', ''],
    ['java.io.FileNotFoundException: conf/a.properties (No such file or directory)', 'read', 'conf/a.properties', ''],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'java'", 'name', 'java', ''],
    ['exec: "java": executable file not found in $PATH', 'name', 'java', ''],
    ['entry.sh: line 9: python3: not found', 'name', 'python3', ''],
    ["[q] /opt/q: /lib/libc.so.6: version `GLIBC_2.34' not found (required by /opt/q)", 'load', '/opt/q', 'GLIBC_2.34'],
    ['/opt/d: symbol lookup error: /opt/d: undefined symbol: sync_v4', 'load', '/opt/d', 'sync_v4'],
    ['AttributeError: /opt/libd.so.2: undefined symbol: sync_v4', 'load', '/opt/libd.so.2', 'sync_v4'],
    ['OSError: /tmp/jna1.so: failed to map segment from shared object', 'noexec', '/tmp/jna1.so', ''],
    ['Error relocating /opt/d: sync_v4: symbol not found', 'load', '/opt/d', 'sync_v4'],
    [
      'Error loading shared library liba.so.1: No such file or directory (needed by /opt/d)',
      'load',
      '/opt/d',
      'liba.so.1',
    ],
    [
      'led: error while loading shared libraries: liba.so.3: cannot open shared object file: No',
      'load',
      'led',
      'liba.so.3',
    ],
    [
      'UnsatisfiedLinkError: /j/libfm.so: libhb.so.0: cannot open shared object file: No',
      'load',
      '/j/libfm.so',
      'libhb.so.0',
    ],
    ['/usr/bin/env: ‘python3\\r’: No such file or directory', 'return-name', 'python3', ''],
    ["/usr/bin/env: 'bash\\r': No such file or directory", 'return-name', 'bash', ''],
    ["env: can't execute 'python3\r': No such file or directory", 'return-name', 'python3', ''],
    ["/etc/default/spool: line 3: $'\\r': command not found", 'return', '/etc/default/spool', ''],
    ['/app/up.sh: set: line 1: illegal option -\r', 'return', '/app/up.sh', ''],
    ['/app/up.sh: 2: \r: not found', 'return', '/app/up.sh', ''],
    ['/opt/geo/resize: line 1: \u007fELF\u0002\u0001: not found', 'start', '/opt/geo/resize', ''],
    ['/opt/geo/resize: line 4: syntax error: unexpected word (expecting ")")', 'start', '/opt/geo/resize', ''],
    ['Can\'t exec "/scratch/conv": Permission denied at /usr/bin/convd line 3.', 'permission', '/scratch/conv', ''],
    ['job rejected (libvips.so.42: cannot open shared object file: No such file)', 'load', '', 'libvips.so.42'],
  ])('%s', (line, kind, file, lacks) => {
    expect(said(line)).toEqual([[kind, file, lacks]]);
  });

  it('other lines say nothing of the kind', () => {
    for (const line of ['user 7 not found', 'GET /x 404 not found', 'ready', 'cat: cannot open'])
      expect(said(line).filter(([, file]) => file !== '')).toEqual([]);
  });

  it('the same failure is one, counted, and known to stand at the end', () => {
    const line = '/srv/g.sh: line 2: /usr/libexec/purge: not found';
    const quiet = Array.from({ length: 12 }, (_, i) => `page ${i} made`);
    expect(failureLines([line, 'page made', line])).toMatchObject([{ times: 2, last: true }]);
    expect(failureLines([line, ...quiet])).toMatchObject([{ times: 1, last: false }]);
  });

  it('what a program says to get over is passed over', () => {
    const line = 'dlopen libcuda.so.1: cannot open shared object file: No such file or directory';
    expect(failureLines([`${line}; falling back to the CPU`])).toEqual([]);
    expect(failureLines([line, 'W accel: optional backend skipped'])).toEqual([]);
    expect(failureLines([line, 'I accel: ready'])).toHaveLength(1);
  });

  it('takes its time in proportion to a hostile line', () => {
    const started = performance.now();
    failureLines([`${'/a:'.repeat(200_000)} not found`, `${'exec '.repeat(100_000)}: permission denied`]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('calm lines', () => {
  it('are those that say so', () => {
    expect(isCalm('10-listen.sh: info: can not modify /etc/nginx/conf.d (read-only file system?)')).toBe(true);
    expect(isCalm('EROFS: read-only file system, mkdir /app/cache')).toBe(false);
  });
});

describe('a file that may not be opened', () => {
  const denied = "PermissionError: [Errno 13] Permission denied: '/run/app/pid'";

  it('is told from one that may not be run by the traceback above', () => {
    const opened = failureLines(['Traceback (most recent call last):', '  File "/a.py", line 3, in <module>', denied]);
    expect(opened).toMatchObject([{ kind: 'permission', run: false }]);
    const run = failureLines(['  File "/usr/lib/python3.11/subprocess.py", line 1901, in _execute_child', denied]);
    expect(run).toMatchObject([{ kind: 'permission', run: true }]);
    expect(failureLines(['/b.sh: line 4: /scratch/x: Permission denied'])).toMatchObject([{ run: true }]);
  });
});
