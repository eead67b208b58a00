import { describe, expect, it } from 'vitest';
import type { FailureLine } from '../../../src/target/failure-lines.ts';
import type { ReadContext } from '../../../src/target/reader.ts';
import { readTroubleOf } from '../../../src/target/readers/failed-reads.ts';

/** What is said of this file, not found by a program that was started so, where these files are. */
async function saidOf(file: string, there: readonly string[], more: Record<string, unknown> = {}): Promise<string> {
  const stat = async (path: string) =>
    there.includes(path) ? { ok: true, value: { path, kind: 'file' } } : { ok: false, kind: 'missing' };
  const container = {
    entrypoint: [],
    command: ['python3', '/srv/thumbs/bin/run.py'],
    workingDir: '/',
    state: 'exited',
    exitCode: 1,
    ...more,
  };
  const context = { files: { stat }, container, image: { workingDir: '/data' } } as unknown as ReadContext;
  return (await readTroubleOf(context, { file } as FailureLine)).path;
}

describe('a file that was named by a relative path', () => {
  it('is looked for beside the program, above it, and where the image would have started it', async () => {
    expect(await saidOf('a.json', ['/srv/thumbs/bin/a.json'])).toBe('/srv/thumbs/bin/a.json');
    expect(await saidOf('config/a.json', ['/srv/thumbs/config/a.json'])).toBe('/srv/thumbs/config/a.json');
    expect(await saidOf('a.json', ['/data/a.json'])).toBe('/data/a.json');
  });

  it('proves nothing where it is in the working directory, nowhere, or was not needed', async () => {
    expect(await saidOf('a.json', [])).toBe('a.json');
    expect(await saidOf('a.json', ['/a.json', '/srv/thumbs/bin/a.json'])).toBe('a.json');
    expect(await saidOf('a.json', ['/srv/thumbs/bin/a.json'], { exitCode: 0 })).toBe('a.json');
  });
});
