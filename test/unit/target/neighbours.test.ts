import { describe, expect, it } from 'vitest';
import { sharedBy, sharedMounts } from '../../../src/target/shared.ts';
import { bestSibling, compareCommand, type Sibling } from '../../../src/target/siblings.ts';
import { aContainer } from './fake-engine.ts';

function sibling(name: string, over: Partial<Sibling> = {}): Sibling {
  return {
    name,
    place: name,
    node: '',
    here: true,
    way: '',
    state: 'running',
    health: null,
    error: '',
    imageRef: 'shop/web:1',
    since: '2026-01-02T00:00:00Z',
    ...over,
  };
}

describe('the sibling to compare with', () => {
  it.each([
    ['one that runs before one that does not', [sibling('a', { state: 'exited' }), sibling('b')], 'b'],
    ['the healthy before one without a check', [sibling('a'), sibling('b', { health: 'healthy' })], 'b'],
    [
      'none that is unhealthy or not yet healthy',
      [sibling('a', { health: 'unhealthy' }), sibling('b', { health: 'starting' })],
      null,
    ],
    ['the one that runs longest', [sibling('a'), sibling('b', { since: '2025-12-01T00:00:00Z' })], 'b'],
    [
      'one here before a healthier one that cannot be reached',
      [sibling('a', { here: false, way: null, health: 'healthy' }), sibling('b')],
      'b',
    ],
    ['one that cannot be reached before none', [sibling('a', { here: false, way: null })], 'a'],
    ['nothing of nothing', [], null],
  ])('is %s', (_what, siblings, name) => {
    expect(bestSibling(siblings)?.name ?? null).toBe(name);
  });

  it('comes with the command as it is typed', () => {
    const local = { context: null, host: 'unix:///var/run/docker.sock' };
    const there = sibling('web.2.x', { here: false, way: 'node-2' });
    expect(compareCommand('web.1.y', sibling('web.2.x'), local)).toBe('walkdown compare web.1.y web.2.x');
    expect(compareCommand('web.1.y', there, local)).toBe('walkdown compare web.1.y node-2/web.2.x');
    expect(compareCommand('web.1.y', sibling('web.2.x'), { context: 'prod', host: 'ssh://a' })).toBe(
      'walkdown compare prod/web.1.y prod/web.2.x',
    );
    expect(compareCommand('web.1.y', there, { context: null, host: 'tcp://10.0.0.1:2375' })).toBe(
      'walkdown compare --host tcp://10.0.0.1:2375 web.1.y node-2/web.2.x',
    );
  });

  it('has no command that could not be reached, or that a shell would take for something else', () => {
    const local = { context: null, host: '' };
    expect(compareCommand('a', sibling('b', { here: false, way: null }), local)).toBe('');
    expect(compareCommand('a', sibling('b; rm -rf /'), local)).toBe('');
    expect(compareCommand('a', sibling('--host'), local)).toBe('');
  });
});

describe('what two containers share', () => {
  const network = (name: string) => ({ name, ip: '', ipv6: '', aliases: [] });
  const target = aContainer({
    networkMode: 'shop',
    networks: [network('shop')],
    dnsSearch: ['example'],
    env: ['HTTPS_PROXY=http://user:secret@proxy:3128', 'PASSWORD=x'],
    mounts: [
      { type: 'volume', source: 'data', destination: '/data', readOnly: false, options: '' },
      { type: 'bind', source: '/etc/localtime', destination: '/etc/localtime', readOnly: true, options: '' },
    ],
  });
  const like = (over: Parameters<typeof aContainer>[0]) => aContainer({ ...target, id: 'd'.repeat(64), ...over });

  it('is all of it for a twin', () => {
    expect(sharedBy(target, like({}))).toEqual([
      'engine',
      'image',
      'program',
      'network',
      'resolver',
      'proxy',
      'volume',
    ]);
  });

  it.each([
    ['another image: neither image nor program', { imageId: 'sha256:other' }, ['image', 'program']],
    ['another command: no program', { command: ['/app/worker'] }, ['program']],
    ['other search domains: no resolver', { dnsSearch: [] }, ['resolver']],
    [
      'another network: neither network nor resolver',
      { networkMode: 'b', networks: [network('b')] },
      ['network', 'resolver'],
    ],
    ['the host’s network', { networkMode: 'host', networks: [network('host')] }, ['network', 'resolver']],
    ['another proxy', { env: ['https_proxy=http://other:3128'] }, ['proxy']],
    ['no volume in common', { mounts: [] }, ['volume']],
    [
      'a resolv.conf of its own',
      {
        mounts: [
          ...target.mounts,
          { type: 'bind', source: '/r', destination: '/etc/resolv.conf', readOnly: true, options: '' },
        ],
      },
      ['resolver'],
    ],
  ])('is less with %s', (_what, over, missing) => {
    const twin = sharedBy(target, like({}));
    expect(sharedBy(target, like(over))).toEqual(twin.filter((one) => !missing.includes(one)));
  });

  it('is no program with one that runs, where the target never came to that', () => {
    const dead = like({ state: 'exited' });
    expect(sharedBy(dead, target)).not.toContain('program');
    expect(sharedBy(dead, dead)).toContain('program');
  });

  it('is no proxy where none is set, and no volume for a file that everybody gets', () => {
    const plain = aContainer({ mounts: target.mounts.slice(1) });
    expect(sharedBy(plain, plain)).toEqual(['engine', 'image', 'program']);
    expect(sharedMounts(target, like({}))).toEqual(['/data']);
  });
});
