import { describe, expect, it } from 'vitest';
import { parseEngineAddress, showTransport, withoutSecrets } from '../../../src/engine/engine-address.ts';

const parse = (address: string) => parseEngineAddress(address, '--host', null);

describe('an engine address', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'unix', socketPath: '/var/run/docker.sock' }],
    ['tcp://10.0.0.1:2375', { kind: 'tcp', host: '10.0.0.1', port: 2375, tls: null }],
    ['tcp://engine.example:80', { kind: 'tcp', host: 'engine.example', port: 80, tls: null }],
    ['tcp://[fd00::1]:2376/', { kind: 'tcp', host: 'fd00::1', port: 2376, tls: null }],
    ['tcp://:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375, tls: null }],
    ['engine.example:99', { kind: 'tcp', host: 'engine.example', port: 99, tls: null }],
    ['http://engine.example', { kind: 'tcp', host: 'engine.example', port: 2375, tls: null }],
    ['https://engine.example', { kind: 'tcp', host: 'engine.example', port: 2376, tls: { verify: true } }],
    [
      'ssh://ops@host-1.example:2222',
      { kind: 'ssh', host: 'host-1.example', user: 'ops', port: 2222, socketPath: null },
    ],
    ['ssh://alias_of-config', { kind: 'ssh', host: 'alias_of-config', user: null, port: null, socketPath: null }],
    ['ssh://host/run/user/1000/docker.sock', { kind: 'ssh', host: 'host', socketPath: '/run/user/1000/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'unix', socketPath: '//./pipe/docker_engine' }],
  ])('%s', (address, transport) => {
    expect(parse(address)).toMatchObject(transport);
  });

  it.each([
    'unix://relative',
    `unix:///${'x'.repeat(200)}`,
    'tcp://a:0',
    'tcp://a:99999',
    'tcp://a b',
    'tcp://a/path',
    'ssh://',
    'ssh://-oProxyCommand=evil',
    'ssh://-l@host',
    'ssh://user:secret@host',
    'ssh://host/sock;rm',
    'ssh://ho$(st)',
    'ssh://%zz@host',
    'fd://3',
    `tcp://${'a'.repeat(5_000)}`,
    'unix:///a\u0000b',
  ])('refuses %s in one line', (address) => {
    expect(() => parse(address)).toThrow(/^--host is not an engine's address \(.*; give it as unix:/);
  });

  it('shows no password', () => {
    expect(showTransport(parse('tcp://user:pw@10.0.0.1:2375'))).toBe('tcp://10.0.0.1:2375');
    expect(showTransport(parse('ssh://ops@[fd00::2]:22/run/d.sock'))).toBe('ssh://ops@[fd00::2]:22/run/d.sock');
    expect(withoutSecrets('tcp://user:pw@host:1')).toBe('tcp://…@host:1');
    expect(() => parse('tcp://user:pw@ho st')).not.toThrow(/pw/);
  });
});
