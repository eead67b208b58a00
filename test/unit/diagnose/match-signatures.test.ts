import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { compileSignatures } from '../../../src/diagnose/compile-signatures.ts';
import { matchSignatures } from '../../../src/diagnose/match-signatures.ts';
import type { Signature } from '../../../src/playbook/signatures.ts';
import { shippedSet } from '../playbook/shipped-signatures.ts';

const set = await shippedSet();
const healthy = readFileSync(new URL('../../fixtures/logs/healthy-lines.txt', import.meta.url), 'utf8').split('\n');

function ids(text: string | readonly string[]): string[] {
  return matchSignatures(text, set).map((match) => match.id);
}

function signature(id: string, pattern: string, weight: number, rootCauses = ['oom-killed']): Signature {
  return {
    id,
    area: 'test',
    symptom: 'unknown',
    says: 'something',
    rootCauses,
    patterns: [{ re: pattern, in: 'log', weight }],
    tellApart: [],
    tests: { match: ['x'], not: ['y'] },
  };
}

describe('what matches', () => {
  it.each(healthy)('nothing, for the line of a healthy service: %s', (line) => {
    expect(ids(line)).toEqual([]);
  });

  it.each([
    ['a container engine', 'api-1  | 2026-11-23T03:34:51.123456789Z exec /app/server: no such file or directory'],
    ['colours', '\u001b[31mERROR\u001b[0m exec /app/server: no such file \u001b[1mor directory\u001b[0m'],
    ['a JSON log', '{"log":"exec /app/server: no such file or directory\\n","stream":"stderr"}'],
  ])('a known text in the dress of %s', (_, line) => {
    expect(ids(line)).toContain('entry-missing-elf-interpreter');
  });

  it('a text whose quotes and brackets were escaped by a structured log', () => {
    expect(ids('{"msg":"exec: \\"/app/x\\": stat \\/app\\/x: no such file or directory"}')[0]).toBe(
      'entry-missing-file-or-path',
    );
    expect(ids('{"err":"read udp 10.0.0.9:4000-\\u003e10.0.0.53:53: i/o timeout"}')).toContain('dns-resolver-down');
  });

  it('the carriage return of a Windows script, and shows it', () => {
    const [best] = matchSignatures('bash: ./run.sh: /bin/sh\r: bad interpreter: No such file or directory', set);
    expect(best?.rootCauses).toEqual(['crlf-shebang']);
    expect(best?.line).toBe('bash: ./run.sh: /bin/sh\\r: bad interpreter: No such file or directory');
  });

  it('the whole of a text: which line, how often, and the last one of them', () => {
    const [best] = matchSignatures(
      'start\nfirst: Fatal glibc error: CPU does not support x86-64-v2\nretry\nlast: Fatal glibc error: CPU does not support x86-64-v3\n',
      set,
    );
    expect(best).toMatchObject({ id: 'image-cpu-level-unsupported', count: 2, lineNumber: 4 });
    expect(best?.line).toContain('last:');
  });

  it('only texts of the places that were asked for', () => {
    const line = '\tlibfoo.so.1 => not found';
    expect(matchSignatures(line, set, { places: ['log'] })).toEqual([]);
    expect(matchSignatures(line, set, { places: ['tool'] })).not.toEqual([]);
  });
});

describe('what comes first', () => {
  it.each([
    [
      'the library that is named before any library',
      './w: error while loading shared libraries: libgcc_s.so.1: cannot open shared object file: No such file or directory',
      'link-libgcc-s-missing',
    ],
    [
      'the shell before any file',
      'exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
      'entry-no-shell-in-image',
    ],
    [
      'the missing library before the symbols that it takes along',
      'Error relocating ./x: foo: symbol not found\nError relocating ./x: bar: symbol not found\nError loading shared library libfoo.so: No such file or directory (needed by ./x)',
      'link-missing-so-musl',
    ],
    [
      'the issuer before the code',
      'verify error:num=20:unable to get local issuer certificate\nverify error:num=21:unable to verify the first certificate\n   i:O = Zscaler Inc., CN = Zscaler Root CA',
      'tls-mitm-leaf-only',
    ],
    [
      'the proxy before the target',
      'Get "https://api.example.com/": proxyconnect tcp: tls: first record does not look like a TLS handshake',
      'proxy-scheme-https',
    ],
    [
      'the JVM before the loader',
      'java.lang.UnsatisfiedLinkError: /tmp/x.so: Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /tmp/x.so)',
      'java-native-lib-glibc-on-musl',
    ],
  ])('%s', (_, text, id) => {
    expect(ids(text)[0]).toBe(id);
  });

  it('weight, then length of the pattern, then count, then the later line, then the name', async () => {
    const order = async (...signatures: Signature[]) =>
      matchSignatures('aaa bbb\naaa\nbbb', await compileSignatures(signatures)).map((match) => match.id);
    expect(await order(signature('light', 'aaa bbb', 3), signature('heavy', 'aaa', 4))).toEqual(['heavy', 'light']);
    expect(await order(signature('short', 'aaa', 3), signature('long', 'aaa bbb', 3))).toEqual(['long', 'short']);
    expect(await order(signature('once', 'a bb', 3), signature('twice', 'a{3}$|aaa ', 3))).toEqual(['once']);
    expect(await order(signature('earlier', 'aaa', 3), signature('later', 'bbb', 3))).toEqual(['later', 'earlier']);
    expect(await order(signature('b', 'bbb', 3), signature('a', 'bbb', 3))).toEqual(['a', 'b']);
  });
});

describe('hostile text', () => {
  it('is shown without anything that could move a cursor', () => {
    const [best] = matchSignatures(
      '\u001b[2J\u001b]0;owned\u0007\0exec /app/x: exec format error\u001b]52;c;aGk=\u0007',
      set,
    );
    expect(best?.line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(best?.line).toContain('exec format error');
  });

  it('of one line of 100 MB is looked at for its first 4 KB', () => {
    const line = `Fatal glibc error: CPU does not support x86-64-v2 ${'x'.repeat(100_000_000)}exec /app/x: exec format error`;
    const started = performance.now();
    expect(ids(line)).toEqual(['image-cpu-level-unsupported']);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('that is made of known words ends in bounded time', () => {
    const words = set.signatures
      .flatMap((one) => one.tests.match)
      .join(' ')
      .replaceAll('\n', ' ');
    const lines = Array.from({ length: 20_000 }, (_, at) => `${at} ${words.slice((at * 37) % words.length)}`);
    const started = performance.now();
    expect(matchSignatures(lines, set).length).toBeGreaterThan(10);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('of any kind never throws', () => {
    const lines = [
      '\ud800',
      '\\u00',
      '\\',
      '"\\"',
      '\u001b[',
      '\u001b]',
      'exec '.repeat(2000),
      '\u0000'.repeat(5000),
      '',
    ];
    expect(() => ids(lines)).not.toThrow();
    expect(ids('')).toEqual([]);
  });
});

it('takes less than two seconds of processor time for a log of 100 000 lines', () => {
  const noise = healthy.filter((line) => line !== '');
  const lines = Array.from({ length: 100_000 }, (_, at) =>
    at % 50 === 0
      ? `2026-11-23T03:34:51Z ${at} Error: getaddrinfo EAI_AGAIN api.example.com`
      : `${at} ${noise[at % noise.length]}`,
  );
  const started = process.cpuUsage();
  const [best] = matchSignatures(lines.join('\n'), set);
  const { user, system } = process.cpuUsage(started);
  expect(best).toMatchObject({ id: 'dns-resolver-down', count: 2000, lineNumber: 99_951 });
  expect((user + system) / 1e6).toBeLessThan(2);
});
