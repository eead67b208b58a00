import { describe, expect, it } from 'vitest';
import { hostResolver as facts } from '../../../src/extract/host-resolver.ts';
import { createTargetFiles } from '../../../src/target/files.ts';
import type { ReadContext } from '../../../src/target/reader.ts';
import { hostResolver } from '../../../src/target/readers/host-resolver.ts';
import { context } from '../extract/context.ts';
import { aContainer, anImage, fakeEngine } from './fake-engine.ts';

/** What is found of a container with this resolv.conf, on a host that has that one; null: it cannot be read from here. */
async function found(own: string, host: string | null, over: Parameters<typeof aContainer>[0] = {}) {
  const container = aContainer({ networkMode: 'default', ...over });
  const image = anImage();
  const { engine } = fakeEngine({ container, image, containerFiles: { '/etc/resolv.conf': own } });
  const files = createTargetFiles(engine, container, image);
  const reading = { engine, container, image, files, target: null, earlier: {}, subject: '', timeoutMs: 1_000 };
  const hosts = () => (host === null ? null : { path: '/etc/resolv.conf', text: host });
  const seen = await hostResolver.read({ ...reading, hostResolver: hosts } as unknown as ReadContext);
  if (seen.kind !== 'seen') throw new Error(seen.kind);
  return facts.extract(seen.evidence, context());
}

describe('nameservers copied from the host', () => {
  it('are outdated where the host asks none of them any more', async () => {
    const copy = 'nameserver 10.0.0.53\n';
    expect(await found(copy, 'nameserver 10.8.0.1\n')).toMatchObject({ copied: true, moved: true });
    expect(await found(copy, 'nameserver 10.8.0.1\nnameserver 10.0.0.53\n')).toMatchObject({ moved: false });
    // A host that asks itself: the engine puts public ones into the container.
    expect(await found('nameserver 192.0.2.8\n', 'nameserver 127.0.0.53\n')).toMatchObject({ moved: false });
    expect(await found(copy, null)).toMatchObject({ copied: true, moved: false, hostFile: '' });
  });

  it('are no copy where they were given, or Docker’s own resolver stands between', async () => {
    const other = 'nameserver 10.8.0.1\n';
    expect(await found('nameserver 10.0.0.53\n', other, { dns: ['10.0.0.53'] })).toMatchObject({ copied: false });
    expect(await found('nameserver 127.0.0.11\n', other, { networkMode: 'shop' })).toMatchObject({ copied: false });
  });

  it('tell of systemd-resolved by the first lines of its file', async () => {
    const copy =
      '# This is /run/systemd/resolve/resolv.conf managed by man:systemd-resolved(8).\nnameserver 10.0.0.53\n';
    expect(await found(copy, null)).toMatchObject({ copied: true, ofSystemd: true });
  });
});
