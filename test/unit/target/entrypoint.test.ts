import { describe, expect, it } from 'vitest';
import type { ContainerDetails, ImageDetails } from '../../../src/engine/engine.ts';
import { resolveEntrypoint } from '../../../src/target/entrypoint.ts';
import { createTargetFiles } from '../../../src/target/files.ts';
import type { LibcFamily } from '../../../src/target/target.ts';
import { aContainer, anImage, type FakeTree, fakeEngine } from './fake-engine.ts';
import { alpine, debian, GLIBC_LOADER, MUSL_LOADER, program } from './worlds.ts';

interface Given {
  files: FakeTree;
  command?: string[];
  entrypoint?: string[];
  container?: Partial<ContainerDetails>;
  image?: Partial<ImageDetails>;
  imageFiles?: FakeTree;
  imageLibc?: LibcFamily;
  engineArchitecture?: string;
}

async function resolve(given: Given) {
  const config = { entrypoint: given.entrypoint ?? [], command: given.command ?? ['/app/server'] };
  const container = aContainer({ state: 'exited', ...config, ...given.container });
  const image = anImage({ ...config, ...given.image });
  const { engine } = fakeEngine({
    container,
    image,
    containerFiles: given.files,
    imageFiles: given.imageFiles ?? given.files,
  });
  return resolveEntrypoint({
    files: createTargetFiles(engine, container, image),
    container,
    image,
    engineArchitecture: given.engineArchitecture ?? 'amd64',
    imageLibc: given.imageLibc ?? 'glibc',
  });
}

const onDebian = (files: FakeTree): FakeTree => ({ ...debian, ...files });

describe('the file that really runs', () => {
  it('is found by absolute path, through symlinks', async () => {
    const found = await resolve({
      files: onDebian({ '/app/server': { link: 'bin/server-1.4' }, '/app/bin/server-1.4': program(GLIBC_LOADER) }),
    });
    expect(found).toMatchObject({ binary: '/app/bin/server-1.4', failing: null });
    expect(found.hops[0]?.loader).toMatchObject({ path: GLIBC_LOADER, exists: true, family: 'glibc', fit: 'same' });
  });

  it('is found in PATH, past a file there that nobody may execute', async () => {
    const files = onDebian({
      '/usr/local/bin/server': { content: program(GLIBC_LOADER), mode: 0o644 },
      '/usr/bin/server': program(GLIBC_LOADER),
    });
    const found = await resolve({ files, command: ['server', '--port', '80'] });
    expect(found.binary).toBe('/usr/bin/server');
    expect(found.hops[0]?.how).toContain('found in PATH at /usr/bin');
  });

  it('is found behind env and its options that take a value', async () => {
    const files = onDebian({ '/usr/bin/env': program(GLIBC_LOADER), '/opt/agent/agentd': program(GLIBC_LOADER) });
    const entrypoint = ['/usr/bin/env', '-u', 'LD_PRELOAD', '-C', '/opt/agent', 'HOME=/opt/agent', './agentd'];
    const found = await resolve({ files, entrypoint, command: [] });
    expect(found).toMatchObject({ binary: '/opt/agent/agentd', failing: null });
  });

  it('is found from the working directory', async () => {
    const found = await resolve({ files: onDebian({ '/app/server': program(GLIBC_LOADER) }), command: ['./server'] });
    expect(found.binary).toBe('/app/server');
  });

  it('is the interpreter of a script, and env’s choice', async () => {
    const found = await resolve({ files: onDebian({ '/app/server': '#!/usr/bin/env node\nmain()\n' }) });
    expect(found.binary).toBe('/usr/bin/node');
    expect(found.hops.map((hop) => [hop.role, hop.path])).toEqual([
      ['entrypoint', '/app/server'],
      ['interpreter', '/usr/bin/env'],
      ['interpreter', '/usr/bin/node'],
    ]);
  });

  it('understands env -S', async () => {
    const found = await resolve({
      files: onDebian({ '/app/server': '#!/usr/bin/env -S DEBUG=1 node --enable-source-maps\n' }),
    });
    expect(found.binary).toBe('/usr/bin/node');
  });

  it.each([
    [['/usr/bin/tini', '-s', '--', '/app/server']],
    [['/usr/bin/dumb-init', '-r', '15:3', '/app/server']],
    [['/bin/sh', '-c', 'exec /app/server --port 80']],
    [['/bin/sh', '-ec', 'PORT=80 /app/server | tee /log']],
    [['/bin/sh', '-c', 'cd /app && exec ./server']],
    [['/app/docker-entrypoint.sh', '/app/server']],
    [['/app/start.sh']],
    [['/bin/sh', '-c', '/usr/bin/bash -c true && exec /app/server']],
    [['/app/docker-entrypoint.sh', 'gosu', 'app', '/app/server']],
  ])('is seen through %j', async (command) => {
    const files = onDebian({
      '/usr/bin/tini': program(),
      '/usr/bin/dumb-init': program(),
      '/usr/bin/gosu': program(),
      '/app/server': program(GLIBC_LOADER),
      '/app/docker-entrypoint.sh': '#!/bin/sh\nset -e\n[ -n "$X" ] && echo x\nexec "$@"\n',
      '/app/start.sh': '#!/bin/sh\nulimit -n 1000\nexec /app/server --quiet "$OPTIONS"\n',
    });
    const found = await resolve({ files, command });
    expect(found).toMatchObject({ binary: '/app/server', failing: null });
  });

  it('stays at the shell where the command is the shell’s own', async () => {
    const found = await resolve({ files: debian, command: ['/bin/sh', '-c', 'while true; do sleep 1; done'] });
    expect(found).toMatchObject({ binary: '/usr/bin/dash', failing: null });
  });
});

describe('why it cannot start', () => {
  it('libc-mismatch: a glibc program on musl', async () => {
    const found = await resolve({ files: { ...alpine, '/app/server': program(GLIBC_LOADER) }, imageLibc: 'musl' });
    expect(found.failing).toMatchObject({
      problem: 'libc-mismatch',
      loader: { path: GLIBC_LOADER, exists: false, family: 'glibc' },
    });
    expect(found.binary).toBe('/app/server');
  });

  it('libc-mismatch: a musl program on Debian, and a dynamic one in an image without any libc', async () => {
    expect((await resolve({ files: onDebian({ '/app/server': program(MUSL_LOADER) }) })).failing?.problem).toBe(
      'libc-mismatch',
    );
    const scratch = await resolve({ files: { '/app/server': program(GLIBC_LOADER) }, imageLibc: 'unknown' });
    expect(scratch.failing?.problem).toBe('libc-mismatch');
  });

  it('missing-interpreter: bash on Alpine, directly and by env', async () => {
    const direct = await resolve({ files: { ...alpine, '/app/server': '#!/bin/bash\n' }, imageLibc: 'musl' });
    expect(direct.failing).toMatchObject({ problem: 'missing-interpreter', path: '/bin/bash' });
    expect(direct.failing?.problemText).toBe('/app/server asks for /bin/bash, which is not there');
    const env = await resolve({ files: { ...alpine, '/app/server': '#!/usr/bin/env bash\n' }, imageLibc: 'musl' });
    expect(env.failing).toMatchObject({ problem: 'missing-interpreter', name: 'bash' });
  });

  it('missing-interpreter: a virtual environment whose python was left behind', async () => {
    const found = await resolve({
      files: onDebian({
        '/app/server': '#!/app/.venv/bin/python\n',
        '/app/.venv/bin/python': { link: '/root/.local/python3.13' },
      }),
    });
    expect(found.failing).toMatchObject({
      problem: 'missing-interpreter',
      kind: 'dangling-symlink',
      note: '/root/.local/python3.13',
    });
  });

  it.each(['#!/bin/sh\r\n', '#!/usr/bin/env bash\r\n', '#!/bin/sh -e\r\n'])('crlf-shebang: %j', async (line) => {
    const found = await resolve({ files: onDebian({ '/app/server': `${line}echo\r\n` }) });
    expect(found.failing?.problem).toBe('crlf-shebang');
    expect(found.failing?.problemText).toContain('/app/server');
    expect(found.failing?.problemText).toContain('\\r');
  });

  it('does not call it CRLF when only the interpreter is missing', async () => {
    const found = await resolve({ files: { ...alpine, '/app/server': '#!/bin/bash\necho\r\n' }, imageLibc: 'musl' });
    expect(found.failing?.problem).toBe('missing-interpreter');
    expect(found.hops[0]?.crlfBody).toBe(true);
  });

  it('wrong-architecture', async () => {
    const found = await resolve({ files: onDebian({ '/app/server': program(GLIBC_LOADER, 183) }) });
    expect(found.failing).toMatchObject({ problem: 'wrong-architecture', elf: { architecture: 'arm64' } });
    const loader = await resolve({
      files: onDebian({ '/app/server': program('/lib/ld.so'), '/usr/lib/ld.so': program(undefined, 183) }),
    });
    expect(loader.failing?.problem).toBe('wrong-architecture');
  });

  it('not-executable: no x bit, not for this user, a directory', async () => {
    const noBit = await resolve({
      files: onDebian({ '/app/server': { content: program(GLIBC_LOADER), mode: 0o644 } }),
    });
    expect(noBit.failing).toMatchObject({ problem: 'not-executable', executable: false });
    const owned = onDebian({ '/app/server': { content: program(GLIBC_LOADER), mode: 0o700 } });
    expect((await resolve({ files: owned })).failing).toBeNull();
    expect((await resolve({ files: owned, container: { user: 'app' } })).failing?.problem).toBe('not-executable');
    const byGroup = onDebian({ '/app/server': { content: program(GLIBC_LOADER), mode: 0o710, gid: 101 } });
    expect((await resolve({ files: byGroup, container: { user: 'app' } })).failing).toBeNull();
    expect((await resolve({ files: byGroup, container: { user: '1000:1000' } })).failing?.problem).toBe(
      'not-executable',
    );
    expect((await resolve({ files: debian, command: ['/app'] })).failing?.problem).toBe('not-executable');
  });

  it('noexec-mount: a tmpfs is noexec unless told otherwise', async () => {
    const files = onDebian({ '/usr/bin/cp': program(GLIBC_LOADER) });
    const command = ['/bin/sh', '-c', 'cp /usr/bin/node /run/app/node && exec /run/app/node'];
    const found = await resolve({ files, command, container: { tmpfs: { '/run/app': 'size=64m' } } });
    expect(found.failing).toMatchObject({ problem: 'noexec-mount', certain: false });
    expect((await resolve({ files, command, container: { tmpfs: { '/run/app': 'exec' } } })).failing).toBeNull();
  });

  it('missing-entrypoint: not there, not in PATH, a dangling symlink', async () => {
    expect((await resolve({ files: debian })).failing).toMatchObject({
      problem: 'missing-entrypoint',
      problemText: 'there is no /app/server',
    });
    const inPath = await resolve({ files: debian, command: ['server'] });
    expect(inPath.failing).toMatchObject({
      problem: 'missing-entrypoint',
      searched: ['/usr/local/bin', '/usr/bin', '/bin'],
    });
    const dangling = await resolve({ files: onDebian({ '/app/server': { link: '/opt/server' } }) });
    expect(dangling.failing).toMatchObject({
      problem: 'missing-entrypoint',
      kind: 'dangling-symlink',
      note: '/opt/server',
    });
    expect(dangling.binary).toBe('');
  });

  it('missing-entrypoint: hidden by a mount', async () => {
    const bind = { type: 'bind', source: '/srv/empty', destination: '/app', readOnly: false, options: '' };
    const imageFiles = onDebian({ '/app/server': program(GLIBC_LOADER) });
    const found = await resolve({ files: debian, imageFiles, container: { mounts: [bind] } });
    expect(found.failing).toMatchObject({ problem: 'missing-entrypoint', hiddenByMount: true });
    const tmpfs = await resolve({ files: imageFiles, imageFiles, container: { tmpfs: { '/app': 'exec' } } });
    expect(tmpfs.failing).toMatchObject({ problem: 'missing-entrypoint', hiddenByMount: true });
  });

  it('wrong-workdir: a relative program that is elsewhere', async () => {
    const files = onDebian({ '/app/server': program(GLIBC_LOADER), '/srv': { directory: true } });
    const found = await resolve({ files, command: ['./server'], container: { workingDir: '/srv' } });
    expect(found.failing).toMatchObject({ problem: 'wrong-workdir', foundElsewhere: ['/app/server'] });
    expect(found.workingDirOverridden).toBe('/app');
  });

  it('wrong-workdir: a shell that changes to a directory which is not there', async () => {
    const files = onDebian({ '/srv/app/current': { link: 'releases/42' } });
    const found = await resolve({ files, command: ['/bin/sh', '-c', 'cd /srv/app/current && exec ./server'] });
    expect(found.failing).toMatchObject({ problem: 'wrong-workdir', path: '/srv/app/current/server' });
  });

  it('wrong-workdir: the file that an interpreter is to read', async () => {
    const files = onDebian({ '/app/server.js': 'main()' });
    const found = await resolve({
      files,
      command: ['node', 'server.js'],
      container: { workingDir: '/' },
      image: { workingDir: '/' },
    });
    expect(found.failing).toMatchObject({
      problem: 'wrong-workdir',
      role: 'script',
      foundElsewhere: ['/app/server.js'],
    });
    const right = await resolve({ files, command: ['node', 'server.js'] });
    expect(right).toMatchObject({ binary: '/usr/bin/node', failing: null });
  });

  it('unrecognised-format: empty, no first line, a byte order mark', async () => {
    for (const content of ['', 'echo hello\n', '\ufeff#!/bin/sh\necho\n']) {
      const found = await resolve({ files: onDebian({ '/app/server': content }) });
      expect(found.failing?.problem).toBe('unrecognised-format');
    }
    const bom = await resolve({ files: onDebian({ '/app/server': '\ufeff#!/bin/sh\necho\n' }) });
    expect(bom.failing).toMatchObject({ bom: true });
    expect(bom.failing?.problemText).toContain('byte order mark');
  });
});

describe('around it', () => {
  it('names directories that are closed to a user who is not root', async () => {
    const files = onDebian({ '/root': { directory: true, mode: 0o700 }, '/root/server': program(GLIBC_LOADER) });
    const found = await resolve({ files, command: ['/root/server'], container: { user: '1000' } });
    expect(found.closedParents).toEqual(['/root']);
    expect((await resolve({ files, command: ['/root/server'] })).closedParents).toEqual([]);
  });

  it('says when the user is in no passwd file', async () => {
    const found = await resolve({
      files: onDebian({ '/app/server': program(GLIBC_LOADER) }),
      container: { user: 'nobody-here' },
    });
    expect(found.user.uid).toBeNull();
  });

  it('reads an image by a container of ours that is removed again', async () => {
    const image = anImage();
    const { engine, made, removed } = fakeEngine({
      image,
      imageFiles: onDebian({ '/app/server': program(GLIBC_LOADER) }),
    });
    const files = createTargetFiles(engine, null, image);
    const found = await resolveEntrypoint({
      files,
      container: null,
      image,
      engineArchitecture: 'amd64',
      imageLibc: 'glibc',
    });
    expect(found.binary).toBe('/app/server');
    expect(made).toHaveLength(1);
    await files.close();
    expect(removed).toEqual(made);
  });

  it('never reads a container that never started', async () => {
    const container = aContainer({
      state: 'created',
      startedAt: null,
      error: 'exec: "/app/server": stat /app/server: no such file or directory: unknown',
    });
    const image = anImage();
    const { engine, reads } = fakeEngine({ container, image, imageFiles: debian });
    const files = createTargetFiles(engine, container, image);
    const found = await resolveEntrypoint({ files, container, image, engineArchitecture: 'amd64', imageLibc: 'glibc' });
    expect(found.failing?.problem).toBe('missing-entrypoint');
    expect(reads.filter((read) => read.startsWith(container.id))).toEqual([]);
  });

  it('survives a shebang that leads to itself', async () => {
    const found = await resolve({ files: onDebian({ '/app/server': '#!/app/server\n' }) });
    expect(found.hops.length).toBeLessThan(15);
  });
});
