import { describe, expect, it } from 'vitest';
import { generationOf } from '../../../src/debug/generations.ts';
import { type MatchSide, matchOf } from '../../../src/debug/match.ts';
import type { LibcFamily } from '../../../src/target/target.ts';

const side = (family: LibcFamily, version: string | null, architecture = 'amd64'): MatchSide => ({
  libc: { family, version },
  architecture,
});

describe('matchOf', () => {
  it.each([
    [side('musl', '1.2.5'), side('musl', '1.2.5'), true],
    [side('musl', '1.2.5'), side('musl', '1.2.4'), true],
    [side('musl', '1.2.3'), side('musl', '1.2.5'), false],
    [side('musl', '1.1.12'), side('musl', '1.1.20'), false],
    [side('glibc', '2.31'), side('glibc', '2.41'), true],
    [side('glibc', '2.17'), side('glibc', '2.36'), false],
    [side('glibc', '2.36'), side('musl', '1.2.5'), false],
    [side('glibc', null), side('glibc', '2.36'), false],
    [side('unknown', null), side('glibc', '2.36'), false],
    [side('uclibc', '1.0.40'), side('uclibc', '1.0.40'), true],
    [side('uclibc', '1.0.40'), side('uclibc', '1.0.41'), false],
    [side('static', null), side('musl', '1.2.5'), null],
    [side('static', null), side('musl', '1.2.5', 'arm64'), false],
    [side('musl', '1.2.5'), side('musl', '1.2.5', 'arm64'), false],
    [side('musl', '1.2.5'), side('musl', '1.2.5', 'x86_64'), true],
  ])('%j against %j is %s', (target, image, matched) => {
    expect(matchOf(target, image).matched).toBe(matched);
  });

  it('says what differs between two generations', () => {
    expect(matchOf(side('musl', '1.2.3'), side('musl', '1.2.5')).text).toContain('asked again over TCP');
    expect(matchOf(side('musl', '1.2.5'), side('glibc', '2.36')).text).toBe('it has glibc 2.36, the target musl 1.2.5');
  });
});

describe('generationOf', () => {
  it.each([
    ['musl', '1.1.0', 'before 1.1.13'],
    ['musl', '1.2.3', '1.1.13 to before 1.2.4'],
    ['musl', '1.2.10', '1.2.4 and later'],
    ['glibc', '2.8', 'before 2.9'],
    ['glibc', '2.100', '2.26 and later'],
  ] as const)('%s %s is %s', (family, version, range) => {
    expect(generationOf(family, version)?.range).toBe(range);
  });

  it('knows none of what is not a version', () => {
    for (const version of [null, '', '2', 'two', '2.3; rm', `${'9'.repeat(50)}.1`]) {
      expect(generationOf('glibc', version)).toBe(null);
    }
  });
});
