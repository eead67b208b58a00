import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { ageDays, toolkitLabels, toolkitOf, toolkitTag } from '../../../src/debug/toolkit/labels.ts';
import { bareSystem, type ToolkitEntry } from '../../../src/debug/toolkit/layout.ts';
import { listingText } from '../../../src/debug/toolkit/listing.ts';
import { firstVersion } from '../../../src/debug/toolkit/machine-tools.ts';
import { toolkitTar } from '../../../src/debug/toolkit/tar.ts';

const built = new Date('2026-01-01T00:00:00Z');
const image = {
  id: 'sha256:1',
  tags: [toolkitTag('musl', '1.2.5', 'amd64')],
  digests: [],
  createdAt: '2026-01-01T00:00:00Z',
  sizeBytes: 9_100_000,
  labels: toolkitLabels(
    { libc: 'musl', version: '1.2.5', base: 'alpine@sha256:ab', tools: { openssl: '3.3.2', sh: 'yes' } },
    'ana',
    built,
  ),
};

async function entriesOf(tar: NodeJS.ReadableStream): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const parser = extract();
  parser.on('entry', (header, stream, next) => {
    let text = '';
    stream.on('data', (chunk) => (text += String(chunk)));
    stream.on('end', () => {
      found[header.name] =
        header.type === 'symlink' ? `-> ${header.linkname}` : header.type === 'directory' ? '/' : text;
      next();
    });
    stream.resume();
  });
  tar.pipe(parser);
  await new Promise((resolve, reject) => parser.on('finish', resolve as () => void).on('error', reject));
  return found;
}

describe('a toolkit', () => {
  it('is told from its labels alone', () => {
    expect(toolkitOf(image)).toMatchObject({
      ref: 'walkdown-toolkit:musl-1.2.5-amd64',
      libc: 'musl',
      version: '1.2.5',
      generation: '1.2.4 and later',
      architecture: 'amd64',
      base: 'alpine@sha256:ab',
      tools: { openssl: '3.3.2' },
    });
    expect(toolkitOf({ ...image, labels: {} })).toBe(null);
    expect(toolkitOf({ ...image, labels: { ...image.labels, 'io.walkdown.tools': '{broken' } })?.tools).toEqual({});
  });

  it('says in a list what it is, and when it is old', () => {
    const toolkit = toolkitOf(image);
    const shown = listingText(toolkit ? [toolkit] : [], new Date('2026-06-01T00:00:00Z'));
    expect(shown).toContain('151 days old, build it again');
    expect(shown).toContain('openssl 3.3.2, sh');
    expect(listingText([], built)).toContain('walkdown toolkit build musl');
    expect(toolkit && ageDays(toolkit, built)).toBe(0);
  });

  it('is a root file system: parents, links, files, and the bare minimum', async () => {
    const entries: ToolkitEntry[] = [
      ...bareSystem(),
      { path: '/usr/bin/tool', kind: 'file', mode: 0o755, content: Buffer.from('bytes') },
      { path: '/bin', kind: 'link', target: 'usr/bin' },
    ];
    const found = await entriesOf(await toolkitTar(entries, null));
    expect(found).toMatchObject({
      'usr/': '/',
      'usr/bin/': '/',
      bin: '-> usr/bin',
      'usr/bin/tool': 'bytes',
      'tmp/': '/',
    });
    expect(found['etc/nsswitch.conf']).toContain('hosts: files dns');
  });

  it('upon a base has the base’s files, ours over them, and nothing that an engine put there', async () => {
    const base = await toolkitTar(
      [
        { path: '/etc/passwd', kind: 'file', mode: 0o644, content: Buffer.from('base') },
        { path: '/etc/hosts', kind: 'file', mode: 0o644, content: Buffer.from('engine') },
        { path: '/.dockerenv', kind: 'file', mode: 0o644, content: Buffer.alloc(0) },
      ],
      null,
    );
    const ours: ToolkitEntry = {
      path: '/usr/local/bin/walkdown-run',
      kind: 'file',
      mode: 0o755,
      content: Buffer.from('ours'),
    };
    const found = await entriesOf(await toolkitTar([ours], base));
    expect(found).toEqual({ 'etc/': '/', 'etc/passwd': 'base', 'usr/local/bin/walkdown-run': 'ours' });
  });
});

it.each([
  ['OpenSSL 3.0.16 11 Feb 2025 (Library: OpenSSL 3.0.16)', '3.0.16'],
  ['BusyBox v1.36.1 (2024-06-10) multi-call binary.', '1.36.1'],
  ['tcpdump version 4.99.3', '4.99.3'],
  ['no number', 'yes'],
])('reads the version of %j', (text, version) => {
  expect(firstVersion(text)).toBe(version);
});
