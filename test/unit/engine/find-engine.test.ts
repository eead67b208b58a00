import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ConfigFiles } from '../../../src/engine/docker-config.ts';
import { EngineUnavailable } from '../../../src/engine/errors.ts';
import { type EngineChoice, findEngine, listContexts, type Surroundings } from '../../../src/engine/find-engine.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** A machine made of these files; a null is one that may not be read. */
function machine(files: Record<string, string | null>, env: Record<string, string> = {}): Surroundings {
  const under = (dir: string): string[] =>
    Object.keys(files)
      .filter((path) => path.startsWith(`${dir}/`))
      .map((path) => path.slice(dir.length + 1).split('/')[0] ?? '');
  const fs: ConfigFiles = {
    readText(path) {
      const text = files[path];
      if (text === null) return { kind: 'unreadable', reason: 'EACCES' };
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    },
    exists: (path) => path in files,
    list: (path) => [...new Set(under(path))],
  };
  return { env, home: '/home/ana', uid: 1000, platform: 'linux', files: fs };
}

function context(name: string, endpoint: unknown, extra: object = {}): Record<string, string> {
  return {
    [`/home/ana/.docker/contexts/meta/${idOf(name)}/meta.json`]: JSON.stringify({
      Name: name,
      Metadata: { Description: `the ${name} engine` },
      Endpoints: { docker: endpoint },
      ...extra,
    }),
  };
}

const use = (name: string): Record<string, string> => ({
  '/home/ana/.docker/config.json': JSON.stringify({ auths: {}, currentContext: name }),
});
const find = (around: Surroundings, choice: EngineChoice = {}) => findEngine(choice, around);

describe('the engine that docker would talk to', () => {
  it('is the default socket where nothing says otherwise', () => {
    expect(find(machine({ '/var/run/docker.sock': '' }))).toMatchObject({
      transport: { kind: 'unix', socketPath: '/var/run/docker.sock' },
      host: 'unix:///var/run/docker.sock',
      context: null,
      others: [],
    });
  });

  it('goes by option, DOCKER_HOST, DOCKER_CONTEXT and current context, in this order', () => {
    const files = {
      '/var/run/docker.sock': '',
      ...context('prod', { Host: 'ssh://ops@prod.example' }),
      ...context('lab', { Host: 'tcp://lab.example:2375' }),
      ...use('lab'),
    };
    const env = { DOCKER_HOST: 'unix:///tmp/other.sock', DOCKER_CONTEXT: 'prod' };
    expect(find(machine(files, env), { host: 'tcp://10.0.0.1:1234' })).toMatchObject({
      host: 'tcp://10.0.0.1:1234',
      context: null,
    });
    expect(find(machine(files, env), { context: 'lab' })).toMatchObject({
      host: 'tcp://lab.example:2375',
      context: 'lab',
    });
    expect(find(machine(files, env))).toMatchObject({
      host: 'unix:///tmp/other.sock',
      context: null,
      foundBy: 'DOCKER_HOST',
    });
    expect(find(machine(files, { DOCKER_CONTEXT: 'prod' }))).toMatchObject({
      host: 'ssh://ops@prod.example',
      context: 'prod',
    });
    expect(find(machine(files))).toMatchObject({ host: 'tcp://lab.example:2375', context: 'lab' });
    expect(find(machine(files), { context: 'default' })).toMatchObject({
      host: 'unix:///var/run/docker.sock',
      context: null,
    });
    expect(find(machine(files, env), { context: 'default' })).toMatchObject({ host: 'unix:///tmp/other.sock' });
    expect(() => find(machine(files), { host: 'unix:///a', context: 'lab' })).toThrow(/only one of them/);
  });

  it('takes the certificates of a context, and of DOCKER_CERT_PATH', () => {
    const tls = `/home/ana/.docker/contexts/tls/${idOf('prod')}/docker`;
    const files = {
      ...context('prod', { Host: 'tcp://prod.example:2376', SkipTLSVerify: false }),
      ...context('open', { Host: 'tcp://open.example:2376', SkipTLSVerify: true }),
      [`${tls}/ca.pem`]: PEM,
      [`${tls}/cert.pem`]: PEM,
      [`${tls}/key.pem`]: PEM,
      '/certs/ca.pem': PEM,
    };
    expect(find(machine(files), { context: 'prod' }).transport).toMatchObject({
      tls: { ca: PEM, cert: PEM, key: PEM, verify: true },
    });
    expect(find(machine(files), { context: 'open' }).transport).toMatchObject({
      tls: { ca: null, cert: null, verify: false },
    });
    const env = { DOCKER_HOST: 'tcp://10.0.0.1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(find(machine(files, env)).transport).toEqual({
      kind: 'tcp',
      host: '10.0.0.1',
      port: 2376,
      tls: { ca: PEM, cert: null, key: null, verify: true },
    });
    expect(find(machine(files, { ...env, DOCKER_HOST: 'unix:///x' })).transport).toEqual({
      kind: 'unix',
      socketPath: '/x',
    });
    expect(find(machine(files, { DOCKER_HOST: 'tcp://10.0.0.1' })).transport).toMatchObject({ port: 2375, tls: null });
  });

  it.each([
    ['/run/user/1000/docker.sock', {}],
    ['/run/ana/docker.sock', { XDG_RUNTIME_DIR: '/run/ana' }],
    ['/home/ana/.docker/desktop/docker.sock', {}],
    ['/home/ana/.docker/run/docker.sock', {}],
    ['/home/ana/.colima/default/docker.sock', {}],
    ['/home/ana/.rd/docker.sock', {}],
    ['/run/user/1000/podman/podman.sock', {}],
    ['/run/podman/podman.sock', {}],
  ])('is %s where the default socket is not there', (socket, env) => {
    expect(find(machine({ [socket]: '' }, env)).transport).toEqual({ kind: 'unix', socketPath: socket });
    // Where it is there, the other one is only named.
    expect(find(machine({ [socket]: '', '/var/run/docker.sock': '' }, env))).toMatchObject({
      host: 'unix:///var/run/docker.sock',
      others: [`unix://${socket}`],
    });
  });

  it('is the named pipe on Windows', () => {
    expect(find({ ...machine({}), platform: 'win32' }).host).toBe('npipe:////./pipe/docker_engine');
  });

  it.each([
    [
      'broken JSON',
      { '/home/ana/.docker/config.json': '{"currentContext": ' },
      {},
      /config\.json is not a JSON object: repair it, or say which engine/,
    ],
    ['a list', { '/home/ana/.docker/config.json': '[1]' }, {}, /not a JSON object/],
    ['no right to read', { '/home/ana/.docker/config.json': null }, {}, /cannot be read \(EACCES\)/],
    [
      'a number as a name',
      { '/home/ana/.docker/config.json': '{"currentContext":7}' },
      {},
      /currentContext is not a name/,
    ],
    ['a path as a name', use('../../etc/passwd'), {}, /cannot be the name of a Docker context/],
    ['a control character as a name', use('a\u001b[31mb'), {}, /cannot be the name/],
    [
      'a context that is not there',
      { ...use('gone'), ...context('lab', { Host: 'x' }) },
      {},
      /there is no Docker context gone \(known: lab\)/,
    ],
    [
      'a context whose file is broken',
      { ...use('lab'), [`/home/ana/.docker/contexts/meta/${idOf('lab')}/meta.json`]: 'null' },
      {},
      /lab: .* is broken/,
    ],
    [
      'a context whose file has another name',
      { ...use('lab'), ...context('lab', { Host: 'x' }, { Name: 'prod' }) },
      {},
      /is broken/,
    ],
    ['a context with a host that is no text', { ...use('lab'), ...context('lab', { Host: {} }) }, {}, /is broken/],
    ['a context for something else', { ...use('lab'), ...context('lab', undefined) }, {}, /has no Docker endpoint/],
    [
      'half a pair of certificates',
      {
        ...use('lab'),
        ...context('lab', { Host: 'tcp://a' }),
        [`/home/ana/.docker/contexts/tls/${idOf('lab')}/docker/key.pem`]: PEM,
      },
      {},
      /only one of cert\.pem and key\.pem/,
    ],
    [
      'a certificate that is none',
      { '/c/ca.pem': 'hello' },
      { DOCKER_HOST: 'tcp://a', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' },
      /not a PEM file/,
    ],
    [
      'a strange DOCKER_HOST',
      {},
      { DOCKER_HOST: 'ftp://x' },
      /DOCKER_HOST is not an engine's address .*ftp:\/\/ is not supported/,
    ],
  ] as const)('gives one line for %s', (_, files, env, message) => {
    const around = machine({ '/var/run/docker.sock': '', ...files }, env);
    expect(() => find(around)).toThrow(message);
    try {
      find(around);
    } catch (error) {
      expect(error).toBeInstanceOf(EngineUnavailable);
      expect((error as EngineUnavailable).exitStatus).toBe(3);
      expect((error as Error).message).not.toMatch(/[\n\u001b]/);
    }
  });

  it('does not look at a broken configuration when something else names the engine', () => {
    const around = machine({ '/home/ana/.docker/config.json': '{' }, { DOCKER_HOST: 'unix:///x' });
    expect(find(around).host).toBe('unix:///x');
    expect(find(machine({ '/home/ana/.docker/config.json': '{' }), { host: 'unix:///y' }).host).toBe('unix:///y');
  });

  it('reads the configuration where DOCKER_CONFIG says', () => {
    const around = machine(
      { '/conf/config.json': '{"currentContext":"default"}', '/var/run/docker.sock': '' },
      { DOCKER_CONFIG: '/conf' },
    );
    expect(find(around).host).toBe('unix:///var/run/docker.sock');
  });
});

describe('the list of contexts', () => {
  it('has them all, the current one marked, a broken one with its problem', () => {
    const files = {
      '/var/run/docker.sock': '',
      ...use('prod'),
      ...context('prod', { Host: 'ssh://ops@prod.example' }),
      ...context('odd', { Host: 'gopher://x' }),
      '/home/ana/.docker/contexts/meta/nonsense/meta.json': '{}',
    };
    expect(listContexts(machine(files))).toEqual([
      {
        name: 'default',
        host: 'unix:///var/run/docker.sock',
        description: 'by the default socket',
        current: false,
        problem: null,
      },
      { name: 'odd', host: '', description: '', current: false, problem: expect.stringContaining('gopher') },
      { name: 'prod', host: 'ssh://ops@prod.example', description: 'the prod engine', current: true, problem: null },
    ]);
    expect(listContexts(machine({ '/home/ana/.docker/config.json': '{' }))).toMatchObject([
      { name: 'default', current: true },
    ]);
  });
});
