import { describe, expect, it } from 'vitest';
import { createTargetFiles } from '../../../src/target/files.ts';
import { type BinaryInQuestion, detectLibc } from '../../../src/target/libc.ts';
import { glibcVersionOfName, muslVersion, packagedLibc } from '../../../src/target/libc-bytes.ts';
import { loaderFamily } from '../../../src/target/loaders.ts';
import { anImage, type FakeTree, fakeEngine } from './fake-engine.ts';
import { alpine, debian, GLIBC_LOADER, library, MUSL_LOADER, program } from './worlds.ts';

const dynamic = (interpreter: string): BinaryInQuestion => ({
  path: '/app/server',
  linkage: 'dynamic',
  interpreter,
  go: null,
});

async function detect(files: FakeTree, binary: BinaryInQuestion | null, architecture = 'amd64') {
  const { engine } = fakeEngine({ imageFiles: files });
  return detectLibc(createTargetFiles(engine, null, anImage()), { binary, architecture });
}

describe('detectLibc', () => {
  it('reads glibc and its version from the loader that the binary asks for', async () => {
    const { libc, wanted } = await detect(debian, dynamic(GLIBC_LOADER));
    expect(libc).toMatchObject({ family: 'glibc', version: '2.36' });
    expect(libc.because).toContain('/app/server asks for /lib64/ld-linux-x86-64.so.2');
    expect(wanted?.loader?.realPath).toBe('/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2');
  });

  it('reads musl and its version', async () => {
    expect((await detect(alpine, dynamic(MUSL_LOADER))).libc).toMatchObject({ family: 'musl', version: '1.2.5' });
  });

  it('takes an old glibc from the name of its files', async () => {
    const bullseye: FakeTree = {
      '/lib64/ld-linux-x86-64.so.2': { link: '/lib/x86_64-linux-gnu/ld-2.31.so' },
      '/lib/x86_64-linux-gnu/ld-2.31.so': library('GLIBC_PRIVATE'),
    };
    expect((await detect(bullseye, dynamic(GLIBC_LOADER))).libc).toMatchObject({ family: 'glibc', version: '2.31' });
  });

  it('asks libc.so.6, then the packages, where the loader does not tell', async () => {
    const loader = library('GLIBC_PRIVATE');
    const withLibrary: FakeTree = {
      [GLIBC_LOADER]: loader,
      '/lib64/libc.so.6': library('GNU C Library (GNU libc) stable release version 2.34.\n'),
    };
    expect((await detect(withLibrary, null)).libc.version).toBe('2.34');
    const withPackages: FakeTree = {
      [GLIBC_LOADER]: loader,
      '/var/lib/dpkg/status':
        'Package: libbz2\nVersion: 1.0\n\nPackage: libc6\nStatus: install ok\nVersion: 2.28-10+deb10u2\n\n',
    };
    expect((await detect(withPackages, null)).libc.version).toBe('2.28');
  });

  it('keeps the image’s libc when the binary asks for another that is not there, and says so', async () => {
    const { libc, wanted } = await detect(alpine, dynamic(GLIBC_LOADER));
    expect(libc).toMatchObject({ family: 'musl', version: '1.2.5' });
    expect(libc.because).toMatch(
      /asks for \/lib64\/ld-linux-x86-64\.so\.2 \(glibc\), which is not there; the image has musl 1\.2\.5/,
    );
    expect(wanted).toMatchObject({ family: 'glibc', loader: null });
  });

  it('calls a static binary static, whatever the image has', async () => {
    const { libc, imageLibc } = await detect(alpine, {
      path: '/app/server',
      linkage: 'static',
      interpreter: null,
      go: { version: 'go1.22.1' },
    });
    expect(libc).toMatchObject({ family: 'static', version: null });
    expect(libc.because).toContain('go1.22.1');
    expect(imageLibc.family).toBe('musl');
  });

  it('knows gcompat: glibc’s name, musl behind it', async () => {
    const shim: FakeTree = { ...alpine, [GLIBC_LOADER]: library('/lib/libgcompat.so.0') };
    expect((await detect(shim, dynamic(GLIBC_LOADER))).libc).toMatchObject({ family: 'musl', version: '1.2.5' });
    const link: FakeTree = { ...alpine, [GLIBC_LOADER]: { link: MUSL_LOADER } };
    const { libc, wanted } = await detect(link, dynamic(GLIBC_LOADER));
    expect(libc).toMatchObject({ family: 'musl', version: '1.2.5' });
    expect(wanted?.loader?.shim).toBe(true);
  });

  it('is not led astray by a musl package on Debian', async () => {
    const both: FakeTree = { ...debian, '/usr/lib/ld-musl-x86_64.so.1': library('musl libc\0\u00001.2.3\0') };
    expect((await detect(both, dynamic(GLIBC_LOADER))).libc.family).toBe('glibc');
    const { libc, loaders } = await detect(both, null);
    expect(libc.family).toBe('glibc');
    expect(libc.because).toContain('is there as well');
    expect(loaders.map((loader) => loader.family).sort()).toEqual(['glibc', 'musl']);
  });

  it('says unknown where there is nothing to read', async () => {
    expect((await detect({ '/server': program() }, null)).libc).toEqual({
      family: 'unknown',
      version: null,
      because: 'no loader of any libc is in the image',
    });
  });

  it('looks for the loaders of the image’s own architecture', async () => {
    const arm: FakeTree = { '/lib/ld-linux-aarch64.so.1': library('GLIBC_PRIVATE stable release version 2.39.') };
    expect((await detect(arm, null, 'arm64')).libc).toMatchObject({ family: 'glibc', version: '2.39' });
  });
});

describe('reading bytes', () => {
  it('tells loaders by their names', () => {
    for (const path of [
      GLIBC_LOADER,
      '/lib/ld-linux.so.2',
      '/lib/ld-linux-aarch64.so.1',
      '/lib64/ld64.so.2',
      '/lib/ld64.so.1',
      '/nix/store/x-glibc/lib/ld-linux-x86-64.so.2',
    ]) {
      expect(loaderFamily(path)).toBe('glibc');
    }
    expect(loaderFamily('/lib/ld-musl-aarch64.so.1')).toBe('musl');
    expect(loaderFamily('/lib/ld64-uClibc.so.1')).toBe('uclibc');
    expect(loaderFamily('/system/bin/linker64')).toBe('bionic');
    expect(loaderFamily('/opt/loader')).toBe('unknown');
  });

  it('finds musl’s bare version, and none in garbage', () => {
    expect(muslVersion(Buffer.from('\u00001.0\u00001.\0abc\u00001.1.20\0', 'latin1'))).toBe('1.1.20');
    expect(muslVersion(Buffer.alloc(100_000, '\u00001.'))).toBeNull();
  });

  it('reads packages as apk and dpkg write them', () => {
    expect(packagedLibc('P:musl\nV:1.2.5-r0\nA:x86_64\n\nP:zlib\nV:1.3\n', 'apk')).toEqual({
      family: 'musl',
      version: '1.2.5',
    });
    expect(packagedLibc('P:zlib\nV:1.3\n\nP:glibc\nV:2.39-r1\n', 'apk')).toEqual({ family: 'glibc', version: '2.39' });
    expect(packagedLibc('Package: libc6-dev\nVersion: 1\n', 'dpkg')).toBeNull();
    expect(glibcVersionOfName('/lib/libc-2.31.so')).toBe('2.31');
    expect(glibcVersionOfName('/lib/libc.so.6')).toBeNull();
  });
});
