import { describe, expect, it } from 'vitest';
import type { ReadContext } from '../../../src/target/reader.ts';
import { setByScripts } from '../../../src/target/script-environment.ts';

/** What the scripts of this world set; the first one starts it. */
async function setBy(files: Readonly<Record<string, string>>, command: string[] = []): Promise<string> {
  const read = async (path: string) =>
    path in files
      ? { ok: true, value: { path, bytes: Buffer.from(files[path] ?? ''), stat: { kind: 'file' } } }
      : { ok: false, kind: 'missing' };
  const context = {
    container: { entrypoint: [], command },
    files: { read },
    earlier: { entrypoint: [{ subject: '', facts: { chain: Object.keys(files).slice(0, 1) } }] },
  } as unknown as ReadContext;
  const found = (await setByScripts(context, ['TZ'])).get('TZ');
  return found ? `${found.value} by ${found.path}` : '';
}

describe('variables that the start scripts set', () => {
  it('finds an export in the script, and in a file that it sources', async () => {
    expect(await setBy({ '/srv/run': '#!/bin/sh\nexport TZ=Asia/Kolkata\nexec /srv/tick\n' })).toBe(
      'Asia/Kolkata by /srv/run',
    );
    const sourced = {
      '/srv/run': '#!/bin/sh\n. /etc/site.sh\nexec /srv/tick\n',
      '/etc/site.sh': 'export TZ="Europe/Oslo"\n',
    };
    expect(await setBy(sourced)).toBe('Europe/Oslo by /etc/site.sh');
    expect(await setBy({}, ['sh', '-c', 'export TZ=Europe/Oslo; exec svc'])).toBe('Europe/Oslo by its command line');
    expect(await setBy({ '/srv/run': '#!/bin/sh\nexec env TZ=Europe/Oslo /srv/tick\n' })).toBe(
      'Europe/Oslo by /srv/run',
    );
  });

  it('takes nothing that is conditional, computed, commented out or not exported', async () => {
    for (const line of [
      'if x; then\n  export TZ=Asia/Kolkata\nfi',
      'export TZ=$ZONE',
      '[ -d /usr/share/zoneinfo ] && export TZ=Asia/Kolkata',
      'if x; then y; export TZ=Asia/Kolkata; fi',
      '# export TZ=Asia/Kolkata',
      'TZ=Asia/Kolkata',
      'echo "export TZ=Asia/Kolkata"',
    ])
      expect(await setBy({ '/srv/run': `#!/bin/sh\n${line}\n` })).toBe('');
  });
});
