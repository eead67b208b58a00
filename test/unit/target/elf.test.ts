import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectureFit } from '../../../src/target/elf/machine.ts';
import { parseElf } from '../../../src/target/elf.ts';
import { buildElf } from './elf-builder.ts';

/** Real programs, compiled from one `puts("hi")` with gcc and musl-gcc on Debian 12, stripped. */
const real = (name: string): Buffer =>
  gunzipSync(readFileSync(new URL(`../../fixtures/elf/${name}.gz`, import.meta.url)));

describe('real programs', () => {
  it('reads a glibc program: its loader, its library and the glibc it wants', () => {
    const elf = parseElf(real('hello-glibc'));
    expect(elf).toMatchObject({
      architecture: 'amd64',
      linkage: 'dynamic',
      interpreter: '/lib64/ld-linux-x86-64.so.2',
    });
    expect(elf?.dynamic?.needed).toEqual(['libc.so.6']);
    expect(elf?.versionNeeds).toEqual([{ library: 'libc.so.6', versions: ['GLIBC_2.2.5', 'GLIBC_2.34'] }]);
    expect(elf?.highestNeeds).toEqual({ GLIBC: '2.34' });
    expect(elf?.missing).toEqual([]);
  });

  it('lists the symbols it leaves to others, with the version it binds to', () => {
    const elf = parseElf(real('hello-glibc'), { symbols: 50 });
    expect(elf?.symbols.undefined).toContainEqual({
      name: 'puts',
      weak: false,
      version: 'GLIBC_2.2.5',
      library: 'libc.so.6',
    });
    expect(parseElf(real('hello-glibc'), { symbols: 1 })?.symbols).toMatchObject({ truncated: true });
  });

  it('reads a musl program, which has no symbol versions', () => {
    const elf = parseElf(real('hello-musl'));
    expect(elf).toMatchObject({ linkage: 'dynamic', interpreter: '/lib/ld-musl-x86_64.so.1', highestNeeds: {} });
    expect(elf?.dynamic?.needed).toEqual(['libc.so']);
  });

  it('tells static from static-pie', () => {
    expect(parseElf(real('hello-static'))).toMatchObject({ linkage: 'static', interpreter: null });
    expect(parseElf(buildElf({ type: 3, pie: true }))).toMatchObject({ linkage: 'static-pie', interpreter: null });
  });

  it('needs only the first kilobyte for loader and architecture, and says what it would take for the rest', () => {
    const whole = real('hello-glibc');
    const head = parseElf(whole.subarray(0, 1024), { fileSize: whole.length });
    expect(head).toMatchObject({
      linkage: 'dynamic',
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      dynamic: null,
      damaged: false,
    });
    expect(head?.wantsBytes).toBeGreaterThan(1024);
    expect(head?.wantsBytes).toBeLessThanOrEqual(whole.length);
    expect(parseElf(whole.subarray(0, head?.wantsBytes ?? 0))?.dynamic?.needed).toEqual(['libc.so.6']);
  });

  it('says when a file ends before its own tables do', () => {
    const cut = real('hello-glibc').subarray(0, 2000);
    expect(parseElf(cut, { fileSize: cut.length })?.damaged).toBe(true);
  });
});

describe('every word size and byte order', () => {
  const cases = [
    { bits: 64, endian: 'little', machine: 183, architecture: 'arm64' },
    { bits: 32, endian: 'little', machine: 40, architecture: 'arm' },
    { bits: 32, endian: 'little', machine: 3, architecture: '386' },
    { bits: 64, endian: 'big', machine: 22, architecture: 's390x' },
    { bits: 64, endian: 'little', machine: 21, architecture: 'ppc64le' },
    { bits: 64, endian: 'little', machine: 243, architecture: 'riscv64' },
    { bits: 32, endian: 'big', machine: 8, architecture: 'mips' },
    { bits: 64, endian: 'little', machine: 999, architecture: 'machine-999' },
  ] as const;
  it.each(cases)('$architecture', ({ architecture, ...recipe }) => {
    const elf = parseElf(
      buildElf({
        ...recipe,
        interpreter: '/lib/ld.so',
        needed: ['libc.so.6', 'libfoo.so.1'],
        runpath: '$ORIGIN/../lib:/opt/lib',
        versionNeeds: {
          'libc.so.6': ['GLIBC_2.4', 'GLIBC_2.17'],
          'libstdc++.so.6': ['GLIBCXX_3.4.29', 'CXXABI_1.3.13'],
        },
        undefinedSymbols: ['alpha', 'beta'],
      }),
      { symbols: 10 },
    );
    expect(elf).toMatchObject({ architecture, interpreter: '/lib/ld.so', linkage: 'dynamic', missing: [] });
    expect(elf?.dynamic).toMatchObject({
      needed: ['libc.so.6', 'libfoo.so.1'],
      runpath: ['$ORIGIN/../lib', '/opt/lib'],
    });
    expect(elf?.highestNeeds).toEqual({ GLIBC: '2.17', GLIBCXX: '3.4.29', CXXABI: '1.3.13' });
    expect(elf?.symbols.undefined.map((symbol) => symbol.name)).toEqual(['alpha', 'beta']);
  });

  it('reads what a library provides', () => {
    const elf = parseElf(
      buildElf({ type: 3, soname: 'libstdc++.so.6', versionsProvided: ['GLIBCXX_3.4', 'GLIBCXX_3.4.28'] }),
    );
    expect(elf).toMatchObject({ linkage: 'library', highestProvided: { GLIBCXX: '3.4.28' } });
  });

  it('recognises a Go program and reads how it was built', () => {
    const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
    const info = `0123456789abcdef${'path\texample/app\nbuild\tCGO_ENABLED=0\nbuild\t-tags=netgo'}0123456789abcdef`;
    const blob = Buffer.concat([
      Buffer.from('\xff Go buildinf:', 'latin1'),
      Buffer.from([8, 2]),
      Buffer.alloc(16),
      text('go1.22.1'),
      text(info),
    ]);
    const elf = parseElf(Buffer.concat([buildElf(), blob]));
    expect(elf?.go).toMatchObject({
      version: 'go1.22.1',
      mainPath: 'example/app',
      settings: { CGO_ENABLED: '0', '-tags': 'netgo' },
    });
    expect(elf?.linkage).toBe('static');
    expect(parseElf(buildElf())?.go).toBeNull();
  });
});

describe('hostile input', () => {
  const numbers = (value: unknown): boolean => JSON.stringify(value).length < 5_000_000;

  it('is null for what is no ELF file', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('#!/bin/sh\n'),
      Buffer.from('\x7fELF'),
      Buffer.alloc(200, 0xff),
    ]) {
      expect(parseElf(bytes)).toBeNull();
    }
  });

  it('never throws and never loops, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 4096 }),
        fc.constantFrom(1, 2),
        fc.constantFrom(1, 2),
        (tail, bits, order) => {
          const bytes = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits, order, 1]), Buffer.from(tail)]);
          return numbers(parseElf(bytes, { symbols: 100 }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws on a good file with some bytes changed', () => {
    const good = buildElf({
      interpreter: '/lib/ld.so',
      needed: ['libc.so.6'],
      versionNeeds: { 'libc.so.6': ['GLIBC_2.4'] },
      versionsProvided: ['A_1'],
      undefinedSymbols: ['x'],
    });
    const change = fc.record({ at: fc.nat(good.length - 1), to: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat(good.length), (changes, cut) => {
        const bytes = Buffer.from(good);
        for (const { at, to } of changes) bytes[at] = to;
        return (
          numbers(parseElf(bytes, { symbols: 100 })) && numbers(parseElf(bytes.subarray(0, cut), { symbols: 100 }))
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('architectureFit', () => {
  it('knows the 32-bit form of an architecture from a foreign one', () => {
    expect(architectureFit('amd64', 'x86_64')).toBe('same');
    expect(architectureFit('386', 'amd64')).toBe('compatible');
    expect(architectureFit('arm64', 'amd64')).toBe('foreign');
    expect(architectureFit('amd64', 'arm64')).toBe('foreign');
  });
});
