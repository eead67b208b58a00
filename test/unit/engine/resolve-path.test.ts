import { describe, expect, it } from 'vitest';
import type { PathStat } from '../../../src/engine/engine.ts';
import { resolvePath } from '../../../src/engine/resolve-path.ts';

/** A root of files; a value beginning with -> is a symlink as written. The first symlink of a path's parents is followed, as engines do. */
function root(files: Record<string, string>) {
  const asked: string[] = [];
  const kinds = (path: string): PathStat | null => {
    const value = files[path];
    const isDirectory = path === '/' || Object.keys(files).some((name) => name.startsWith(`${path}/`));
    if (value === undefined && !isDirectory) return null;
    const kind = value?.startsWith('->') ? 'symlink' : value === undefined ? 'directory' : 'file';
    return {
      path,
      kind,
      sizeBytes: 0,
      mode: 0o644,
      modifiedAt: '',
      linkTarget: value?.startsWith('->') ? value.slice(2) : '',
    };
  };
  return {
    asked,
    lstat: async (path: string) => {
      asked.push(path);
      return kinds(path);
    },
  };
}

describe('a path inside a container', () => {
  const files = {
    '/bin': '->usr/bin',
    '/usr/bin/sh': '->dash',
    '/usr/bin/dash': 'x',
    '/usr/bin/java': '->/etc/alternatives/java',
    '/etc/alternatives/java': '->../../opt/jdk/bin/java',
    '/opt/jdk': '->/opt/jdk-21',
    '/opt/jdk-21/bin/java': 'x',
    '/escape': '->../../../../etc/passwd',
    '/etc/passwd': 'x',
    '/a': '->b',
    '/b': '->/a',
    '/self/x': '->.',
    '/dangling': '->/none',
  };
  const resolve = (path: string) => resolvePath(path, root(files).lstat);

  it.each([
    ['/bin/sh', '/usr/bin/dash'],
    ['/bin/java', '/opt/jdk-21/bin/java'],
    ['/opt/jdk/../jdk/bin/./java', '/opt/jdk-21/bin/java'],
    ['/escape', '/etc/passwd'],
    ['/../../etc//passwd', '/etc/passwd'],
    ['/self/x/x/x', '/self'],
    ['/', '/'],
    ['/usr/..', '/'],
    ['/bin/..', '/usr'],
  ])('%s is %s', async (path, end) => {
    expect(await resolve(path)).toMatchObject({ kind: 'found', path: end });
  });

  it('that is missing is named with the link that led there', async () => {
    expect(await resolve('/dangling')).toEqual({ kind: 'missing', at: '/none', via: '/dangling' });
    expect(await resolve('/etc/none/more')).toEqual({ kind: 'missing', at: '/etc/none', via: '' });
  });

  it('never goes round for ever', async () => {
    expect(await resolve('/a')).toEqual({ kind: 'loop' });
    const growing = { '/g': `->/g/${'x/'.repeat(100)}` };
    expect(await resolvePath('/g', root(growing).lstat)).toEqual({ kind: 'loop' });
  });

  it('is asked for in one go, and never twice', async () => {
    const tree = root({ '/usr/lib/deep/file': 'x' });
    await resolvePath('/usr/lib/deep/file', tree.lstat);
    expect(tree.asked).toEqual(['/usr', '/usr/lib', '/usr/lib/deep', '/usr/lib/deep/file']);
  });

  it('fails as the look fails', async () => {
    await expect(resolvePath('/a/b', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
