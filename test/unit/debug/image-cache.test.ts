import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createImageCache, type ImageContent } from '../../../src/debug/image-cache.ts';

const content: ImageContent = {
  libc: { family: 'musl', version: '1.2.5' },
  architecture: 'amd64',
  programs: { sleep: { path: '/bin/sleep', real: '/bin/busybox', kind: 'elf', interpreter: null }, dig: null },
  tools: { sh: '/bin/sh', dig: null },
  keeps: true,
};

describe('what is remembered of images', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'walkdown-cache-'));
    file = join(folder, 'cache', 'images.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('comes back in the next session, for nobody else to read', () => {
    const first = createImageCache(file);
    first.put('sha256:1', content);
    first.flush();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(createImageCache(file).get('sha256:1')).toEqual(content);
    expect(createImageCache(file).get('sha256:2')).toBe(undefined);
  });

  it.each([
    'not json',
    '[]',
    '{"version":9,"images":{}}',
    '{"version":1,"images":{"sha256:1":7}}',
    '{"version":1,"images":{"sha256:1":{"libc":{"family":"msvcrt","version":null},"architecture":"amd64","programs":{}}}}',
    '{"version":1,"images":{"sha256:1":{"libc":{"family":"musl","version":null},"architecture":7,"programs":{}}}}',
  ])('is nothing where the file holds %s', (text) => {
    createImageCache(file).flush();
    const cache = createImageCache(file);
    cache.put('sha256:0', content);
    cache.flush();
    writeFileSync(file, text);
    expect(createImageCache(file).get('sha256:1')).toBe(undefined);
  });

  it('leaves out programs that make no sense, and never grows without end', () => {
    const cache = createImageCache(file);
    for (let i = 0; i < 300; i += 1) cache.put(`sha256:${i}`, content);
    cache.flush();
    const images = (JSON.parse(readFileSync(file, 'utf8')) as { images: Record<string, unknown> }).images;
    expect(Object.keys(images).length).toBe(200);
    writeFileSync(
      file,
      JSON.stringify({ version: 1, images: { a: { ...content, programs: { x: { path: 1 }, dig: null } } } }),
    );
    expect(createImageCache(file).get('a')?.programs).toEqual({ dig: null });
  });

  it('costs nothing but speed where it cannot be written', () => {
    writeFileSync(join(folder, 'a-file'), '');
    const cache = createImageCache(join(folder, 'a-file', 'images.json'));
    cache.put('sha256:1', content);
    expect(() => cache.flush()).not.toThrow();
    expect(cache.get('sha256:1')).toEqual(content);
  });
});
