import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../../src/debug/clone.ts';
import { mainProcess, parseProcesses } from '../../../src/debug/process-of-target.ts';
import { resolveUser } from '../../../src/debug/resolve-user.ts';
import { hostServices } from '../../../src/debug/through-root.ts';
import { tierRefusal, wantedTier } from '../../../src/debug/tier-rules.ts';
import { fileUntouched, resolverUntouched } from '../../../src/debug/untouched.ts';
import type { FileChange } from '../../../src/engine/engine-observations.ts';
import type { Tier } from '../../../src/session/evidence.ts';
import { aContainer } from '../target/fake-engine.ts';

const running = aContainer({ state: 'running', networkMode: 'bridge', pidMode: '', runtime: 'runc', mounts: [] });
const mounted = (destination: string) => ({ type: 'bind', source: '/x', destination, readOnly: true, options: '' });

describe('which tier may be used', () => {
  const all = new Set<Tier>(['engine', 'image', 'network', 'process', 'ptrace', 'capture', 'clone']);
  const usual = new Set<Tier>(['engine', 'image', 'network', 'process']);
  it.each([
    ['a running target', running, 'network', usual, null],
    ['a paused one', { ...running, state: 'paused' as const }, 'process', usual, null],
    ['an exited one', { ...running, state: 'exited' as const }, 'network', usual, 'unsupported'],
    ['an image', null, 'network', usual, 'unsupported'],
    ['an image, by its own probe', null, 'image', usual, null],
    ['a tier that was not allowed', running, 'ptrace', usual, 'refused'],
    ['the host’s network', { ...running, networkMode: 'host' }, 'network', usual, 'refused'],
    ['the host’s network, allowed as ptrace is', { ...running, networkMode: 'host' }, 'network', all, null],
    ['the host’s pids', { ...running, pidMode: 'host' }, 'process', all, 'refused'],
    ['the host’s pids, at ptrace too', { ...running, pidMode: 'host' }, 'ptrace', all, 'refused'],
    ['the host’s pids, without joining them', { ...running, pidMode: 'host' }, 'network', usual, null],
    ['a runtime with a kernel of its own', { ...running, runtime: 'runsc' }, 'network', usual, 'unsupported'],
  ] as const)('%s', (_, container, tier, allowed, kind) => {
    expect(tierRefusal(container, tier, allowed)?.kind ?? null).toBe(kind);
  });

  it('says which one would show it', () => {
    const refusal = tierRefusal({ ...running, networkMode: 'host' }, 'network', usual);
    expect(refusal && wantedTier(refusal)).toBe('ptrace');
  });
});

describe('whether the image looks up as the target does', () => {
  const changed = (path: string, kind: FileChange['kind'] = 'modified') => [{ path, kind }];
  it.each([
    '/etc/nsswitch.conf',
    '/etc/gai.conf',
    '/etc/ld.so.preload',
    '/etc/ld.so.conf.d/own.conf',
    '/lib/x86_64-linux-gnu/libc.so.6',
    '/usr/lib/x86_64-linux-gnu/libnss_dns.so.2',
    '/lib/ld-musl-x86_64.so.1',
    '/usr/bin/getent',
  ])('not when %s was changed', (path) => {
    expect(resolverUntouched(running, changed(path)).changed).toContain(path);
  });

  it('also when other files were, their directories included', () => {
    const changes = ['/etc', '/usr', '/usr/lib', '/app/libc.so.txt', '/var/log/x', '/home/u/getent/notes'].flatMap(
      (path) => changed(path),
    );
    expect(resolverUntouched(running, changes)).toEqual({ changed: '', needsVolumes: false });
    expect(resolverUntouched(running, changed('/usr/lib', 'deleted')).changed).toContain('/usr/lib');
  });

  it.each([
    ['/etc/resolv.conf', { changed: '', needsVolumes: false }],
    ['/data', { changed: '', needsVolumes: false }],
    ['/etc/nsswitch.conf', { changed: '', needsVolumes: true }],
    ['/var/run/nscd', { changed: '', needsVolumes: true }],
    ['/var/lib/sss/pipes', { changed: '', needsVolumes: true }],
  ])('with %s mounted', (destination, expected) => {
    expect(resolverUntouched({ ...running, mounts: [mounted(destination)] }, [])).toEqual(expected);
  });

  it.each(['/usr', '/usr/lib', '/lib64', '/etc', '/lib/x86_64-linux-gnu/libc.so.6'])(
    'not with %s mounted',
    (destination) => {
      expect(resolverUntouched({ ...running, mounts: [mounted(destination)] }, []).changed).toContain(destination);
    },
  );

  it('knows a file that is a mount’s from one that was changed', () => {
    const container = { ...running, mounts: [mounted('/app')] };
    expect(fileUntouched(container, changed('/app/x'), '/app/x')).toEqual({ changed: '', mounted: true });
    expect(fileUntouched(container, changed('/opt/x'), '/opt/x').changed).toContain('/opt/x was modified');
    expect(fileUntouched(container, [], '/apple')).toEqual({ changed: '', mounted: false });
  });
});

describe('the target’s process', () => {
  const of = (pid: number, parent: number, command: string, uid = 1000) =>
    `P ${pid}\nS ${pid} (${command}) S ${parent} 1 1 0\nUid: ${uid} ${uid} ${uid} ${uid}\nGid: 7 7 7 7\n`;

  it('is the lowest, or what an init started', () => {
    expect(mainProcess(parseProcesses(of(9, 1, 'worker') + of(7, 0, 'app')))).toEqual({
      pid: 7,
      uid: 1000,
      gid: 7,
      uniform: true,
    });
    expect(mainProcess(parseProcesses(of(1, 0, 'tini') + of(30, 7, 'child') + of(7, 1, 'app')))?.pid).toBe(7);
    expect(mainProcess(parseProcesses(of(1, 0, 'odd) name (x')))?.pid).toBe(1);
  });

  it('tells one that changed its user', () => {
    const listing = 'P 1\nS 1 (x) S 0 1\nUid:\t1000\t0\t0\t0\nGid:\t1\t1\t1\t1\n';
    expect(mainProcess(parseProcesses(listing))).toMatchObject({ uid: 0, uniform: false });
  });

  it('is not made up', () => {
    for (const listing of ['', 'P x\n', 'S 1 (a) S 0\n', 'P 1\n', 'P 1\nUid: a b\nGid: 1\n']) {
      expect(mainProcess(parseProcesses(listing))).toBe(null);
    }
  });
});

describe('a clone', () => {
  it('has its original’s capabilities', () => {
    expect(capabilitiesOf({ capAdd: [], capDrop: [] })).toContain('CHOWN');
    expect(capabilitiesOf({ capAdd: [], capDrop: ['CAP_CHOWN'] })).not.toContain('CHOWN');
    expect(capabilitiesOf({ capAdd: ['NET_ADMIN'], capDrop: ['ALL'] })).toEqual(['NET_ADMIN']);
  });

  const passwd = 'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:102::/:/bin/false\n';
  const group = 'root:x:0:\nweb:x:33:\n';
  it.each([
    ['', '0:0'],
    ['nginx', '101:102'],
    ['nginx:web', '101:33'],
    ['101', '101:102'],
    ['5000', '5000:0'],
    ['5000:6000', '5000:6000'],
    ['nobody-here', null],
    ['nginx:nobody-here', null],
  ])('runs as %j does: %s', (user, expected) => {
    expect(resolveUser(user, passwd, group)).toBe(expected);
  });
});

it('reads the services of nsswitch’s hosts line', () => {
  expect(hostServices('passwd: files\nhosts:  files mdns4_minimal [NOTFOUND=return] dns # x\n')).toEqual([
    'files',
    'mdns4_minimal',
    'dns',
  ]);
  expect(hostServices('passwd: files\n')).toEqual([]);
});
