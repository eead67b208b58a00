import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRule, fitsPattern, nameOfImage, parseReference } from '../../../src/debug/references.ts';

const about = { libc: 'musl', architecture: 'amd64' };

describe('parseReference', () => {
  it.each([
    ['api', 'api', 'latest', ''],
    ['team/api:1.4', 'team/api', '1.4', ''],
    ['registry.example:5000/team/api', 'registry.example:5000/team/api', 'latest', ''],
    ['registry.example:5000/api:2@sha256:ab', 'registry.example:5000/api', '2', 'sha256:ab'],
    ['api@sha256:ab', 'api', '', 'sha256:ab'],
  ])('%s', (ref, repository, tag, digest) => {
    expect(parseReference(ref)).toEqual({ repository, tag, digest });
  });

  it('finds no repository in an id', () => {
    for (const ref of ['', `sha256:${'a'.repeat(64)}`, 'b'.repeat(64), '<none>:<none>']) {
      expect(parseReference(ref)).toBe(null);
    }
  });
});

describe('expandRule', () => {
  const api = { repository: 'registry.example:5000/team/api', tag: '1.4', digest: '' };
  it.each([
    ['{repository}:{tag}-debug', 'registry.example:5000/team/api:1.4-debug'],
    ['debug.example/{name}:{libc}-{architecture}', 'debug.example/api:musl-amd64'],
    ['tools:7', 'tools:7'],
    ['{unknown}:{tag}', null],
    ['{repository}:{tag', null],
  ])('%s', (rule, expected) => {
    expect(expandRule(rule, api, about)).toBe(expected);
  });

  it('makes nothing of a tag that is not there', () => {
    expect(expandRule('{repository}:{tag}-debug', { repository: 'api', tag: '', digest: 'sha256:ab' }, about)).toBe(
      null,
    );
  });
});

describe('fitsPattern', () => {
  it.each([
    ['alpine', 'alpine:3.20', true],
    ['alpine', 'mirror.example/library/alpine:3.20', true],
    ['alpine', 'alpine-tools:1', false],
    ['alpine-*', 'lab/alpine-like:1', true],
    ['nicolaka/netshoot', 'docker.io/nicolaka/netshoot:v0.13', true],
    ['nicolaka/netshoot', 'other/netshoot:1', false],
    ['*:*-debug', 'team/api:1.4-debug', true],
    ['*:*-debug', 'team/api-debug:1.4', false],
    ['debian:12*', 'debian:12-slim', true],
    ['debian:12*', 'debian:11-slim', false],
    ['a*b*c', 'axbxc:1', true],
    ['a*bb*c', 'abc:1', false],
  ])('%s and %s: %s', (pattern, ref, expected) => {
    expect(fitsPattern(pattern, ref)).toBe(expected);
  });

  it('never throws and takes linear time', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (pattern, ref) => typeof fitsPattern(pattern, ref) === 'boolean'));
    const began = performance.now();
    fitsPattern(`${'*a'.repeat(2_000)}b`, `${'a'.repeat(500)}`);
    expect(performance.now() - began).toBeLessThan(200);
  });
});

it('calls an image as it was typed, as long as that names it', () => {
  const image = { id: 'sha256:1', tags: ['api:2', 'api:latest'] };
  expect(nameOfImage(image, 'api:latest')).toBe('api:latest');
  expect(nameOfImage(image, 'api:1')).toBe('api:2');
  expect(nameOfImage({ id: 'sha256:1', tags: [] }, 'api:1')).toBe('sha256:1');
});
