import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../src/target/configuration-files.ts';
import { filesOfScript } from '../../../src/target/files-of-script.ts';

type Files = Parameters<typeof readConfiguration>[0];

function holding(texts: Readonly<Record<string, string>>): Files {
  return {
    read: async (path) => {
      const text = texts[path];
      if (text === undefined) return { ok: false, why: 'missing', detail: '' } as never;
      return { ok: true, value: { bytes: Buffer.from(text), truncated: false, size: text.length } } as never;
    },
    stat: async () => ({ ok: false, why: 'missing', detail: '' }) as never,
  };
}

const read = async (texts: Record<string, string>, commandLine: string[], mounts: string[] = []) =>
  (await readConfiguration(holding(texts), { workingDir: '/', env: [], commandLine, mounts })).map(({ path }) => path);

describe('where a service has its configuration', () => {
  it('is under the program name in /etc, whatever the ending', async () => {
    expect(await read({ '/etc/reindex.ini': '[a]' }, ['python3', '/srv/reindex.py'])).toEqual(['/etc/reindex.ini']);
  });

  it('is what was mounted, wherever that is', async () => {
    const texts = { '/var/lib/feeds/upstreams.yaml': 'a: b', '/etc/resolv.conf': '' };
    expect(await read(texts, ['feeds'], ['/var/lib/feeds/upstreams.yaml', '/data'])).toEqual([
      '/var/lib/feeds/upstreams.yaml',
    ]);
  });

  it('is what its script says that it reads', async () => {
    const script = '#!/bin/bash\n# see /etc/old.conf\nsource /etc/default/labels\ncurl "$LABELS"\n';
    const texts = { '/usr/local/bin/labels.sh': script, '/etc/default/labels': 'LABELS=x', '/etc/old.conf': 'y' };
    expect(await read(texts, ['/usr/local/bin/labels.sh'])).toEqual(['/etc/default/labels']);
  });

  it('lies beside its program, or above its dist', async () => {
    const texts = { '/app/config/production.json': '{}' };
    expect(await read(texts, ['node', '/app/server.js'])).toEqual(['/app/config/production.json']);
    expect(await read(texts, ['node', '/app/dist/server.js'])).toEqual(['/app/config/production.json']);
  });

  it('is not the manifest of a package', async () => {
    const texts = { '/app/x.js': "const v = require('/app/package.json')", '/app/package.json': '{}' };
    expect(await read(texts, ['node', '/app/x.js'])).toEqual([]);
  });
});

describe('the files that a script names', () => {
  it('are found in several languages, and taken from its working directory', () => {
    expect(filesOfScript('cfg = json.load(open("conf/gate.json"))', '/srv')).toEqual(['/srv/conf/gate.json']);
    expect(filesOfScript("fs.readFileSync('./upstreams.toml')", '/app')).toEqual(['/app/upstreams.toml']);
    expect(filesOfScript('. ./settings', '/opt/job')).toEqual(['/opt/job/settings']);
    expect(filesOfScript('exec prog --config=/run/job.yaml', '/')).toEqual(['/run/job.yaml']);
  });

  it('are none in comments and in addresses', () => {
    expect(filesOfScript('// reads "/etc/a.json"\n# . /etc/b.conf', '/')).toEqual([]);
    expect(filesOfScript('u = "https://x.example/feed.json"', '/')).toEqual([]);
  });
});
