import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImageCache } from '../../../src/debug/image-cache.ts';
import { mayBeKept, openImage, startedBy, throughLoader, usesLibcOf } from '../../../src/debug/image-contents.ts';
import { keeperOfTargetImage } from '../../../src/debug/keeper.ts';
import { buildElf } from '../target/elf-builder.ts';
import { anImage, type FakeTree, fakeEngine } from '../target/fake-engine.ts';

const MUSL = '/lib/ld-musl-x86_64.so.1';
const program = (content: Buffer | string) => ({ content, mode: 0o755 });
const musl = program(buildElf({ interpreter: MUSL }));
const crafted = program(buildElf({ interpreter: '/evil/ld.so' }));
const fixed = program(buildElf({ type: 2 }));

function open(imageFiles: FakeTree, env: string[] = []) {
  const image = anImage({ env });
  const fake = fakeEngine({ image, imageFiles });
  return { ...fake, contents: openImage(fake.engine, image, createImageCache(null)) };
}

describe('what starts a program', () => {
  it('is its loader, its interpreter, or nothing that could be vouched for', () => {
    expect(startedBy(buildElf({ interpreter: MUSL }))).toEqual({ kind: 'elf', interpreter: MUSL });
    expect(startedBy(Buffer.from('#! /bin/sh -e\necho'))).toEqual({ kind: 'script', interpreter: '/bin/sh' });
    expect(startedBy(Buffer.from('text'))).toEqual({ kind: 'other', interpreter: null });
  });

  it('is not taken for nothing where a header hides it beyond what was read', () => {
    const whole = buildElf({ interpreter: '/evil/ld.so' });
    for (const length of [52, 64, 100, 200, whole.length - 1]) {
      const { kind, interpreter } = startedBy(whole.subarray(0, length));
      expect(kind === 'elf' && interpreter === null).toBe(false);
    }
    const many = Buffer.from(buildElf({ type: 2 }));
    many.writeUInt16LE(600, 56);
    expect(startedBy(many).kind).toBe('other');
  });

  it('is told of any bytes without a crash', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => startedBy(Buffer.from(bytes)).kind.length > 0));
  });
});

describe('an image’s programs', () => {
  it('are found as the engine would, in the order of its PATH', async () => {
    const { contents } = open(
      {
        '/opt/bin/tool': musl,
        '/usr/bin/tool': crafted,
        '/usr/bin/data': { content: 'no program', mode: 0o644 },
        [MUSL]: 'loader',
      },
      ['PATH=/opt/bin:/usr/bin:relative'],
    );
    expect(await contents.find('tool')).toMatchObject({ path: '/opt/bin/tool', interpreter: MUSL });
    expect(await contents.find('data')).toBe(null);
    expect(await contents.find('/usr/bin/tool')).toMatchObject({ interpreter: '/evil/ld.so' });
  });

  it('of the target are started by naming the libc’s loader, or not at all', async () => {
    const { contents } = open({
      '/bin/good': musl,
      '/bin/bad': crafted,
      '/bin/script': program('#!/bin/good\n'),
      '/bin/fixed': fixed,
    });
    const starts = await Promise.all(
      ['/bin/good', '/bin/bad', '/bin/script', '/bin/fixed'].map(async (path) => {
        const found = await contents.find(path);
        return found && throughLoader(found, 'amd64');
      }),
    );
    expect(starts).toEqual([[MUSL, '/bin/good'], null, null, ['/bin/fixed']]);
  });

  it('count as their libc’s only where its loader starts them', async () => {
    const { contents } = open({ '/bin/good': musl, '/bin/fixed': fixed });
    const libc = { family: 'musl', version: '1.2.5' } as const;
    const [good, static_] = [await contents.find('/bin/good'), await contents.find('/bin/fixed')];
    expect(good && usesLibcOf(good, libc)).toBe(true);
    expect(good && usesLibcOf(good, { family: 'glibc', version: '2.36' })).toBe(false);
    expect(static_ && usesLibcOf(static_, libc)).toBe(false);
  });

  it('keep a container only where none of what may run in it is crafted', async () => {
    const sound = open({ '/bin/sleep': musl, '/bin/sh': musl });
    expect((await keeperOfTargetImage(sound.contents))?.argv(2.2)).toEqual([MUSL, '/bin/sleep', '3']);
    expect(await mayBeKept(open({ '/bin/sleep': musl, '/bin/sh': crafted }).contents)).toBe(false);
    expect(await keeperOfTargetImage(open({ '/bin/sleep': crafted }).contents)).toBe(null);
    expect(await keeperOfTargetImage(open({ '/app': musl }).contents)).toBe(null);
  });

  it('are read from one container that is never started, and none where all is known', async () => {
    const image = anImage();
    const cache = createImageCache(null);
    const first = fakeEngine({ image, imageFiles: { '/bin/sleep': musl } });
    const contents = openImage(first.engine, image, cache);
    await Promise.all([contents.find('sleep'), contents.find('sleep'), contents.libc()]);
    await contents.close();
    expect(first.made.length).toBe(1);
    expect(first.removed).toEqual(first.made);
    const second = fakeEngine({ image, imageFiles: {} });
    const again = openImage(second.engine, image, cache);
    expect(await again.find('sleep')).toMatchObject({ path: '/bin/sleep' });
    expect(second.made).toEqual([]);
  });
});
