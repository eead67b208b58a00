import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, readConfig } from '../../../src/session/config.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'walkdown-config-'));
  mkdirSync(join(home, 'walkdown'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const read = (): ReturnType<typeof readConfig> => readConfig({ XDG_CONFIG_HOME: home });

describe('the configuration', () => {
  it('is empty where there is no file', async () => {
    expect(await read()).toEqual({
      debug: { rules: [], patterns: null },
      engines: {},
      keep: { days: null, megabytes: null },
    });
  });

  it('holds the team’s debug images and how long sessions are kept', async () => {
    const text = [
      'debug:',
      '  rules: ["{repository}:{tag}-debug", "registry.example/debug/{libc}:latest"]',
      '  images: registry.example/tools',
      'engines: { node-2: ssh://ops@node-2, 10.0.0.3: staging }',
      'sessions: { keepDays: 90 }',
    ].join('\n');
    writeFileSync(join(home, 'walkdown', 'config.yaml'), text);
    expect(await read()).toEqual({
      debug: {
        rules: ['{repository}:{tag}-debug', 'registry.example/debug/{libc}:latest'],
        patterns: ['registry.example/tools'],
      },
      engines: { 'node-2': 'ssh://ops@node-2', '10.0.0.3': 'staging' },
      keep: { days: 90, megabytes: null },
    });
  });

  it.each([
    ['debug: { rules: ["{repo}:debug"] }', '{repo} is none of them'],
    ['debug: { rules: ["$(rm -rf /)"] }', 'takes a list of image references'],
    ['debug: { images: 7 }', 'takes a list of image references'],
    ['debug: []', 'debug takes rules and images'],
    ['debgu: {}', '"debgu" is none of them'],
    ['engines: [node-2]', 'engines takes names of nodes'],
    ['engines: { node-2: "--host evil" }', 'engines.node-2 takes a Docker context or an address'],
    ['engines: { "../x": staging }', 'engines.../x takes'],
    ['sessions: forever', 'sessions takes keepDays'],
    ['\u0000', 'config.yaml'],
  ])('refuses %s in one line, with status 2', async (text, words) => {
    const failure = await parseConfig(text, 'config.yaml').catch((error: Error) => error);
    expect(failure).toMatchObject({ exitStatus: 2, message: expect.stringContaining(words) });
    expect((failure as Error).message).not.toContain('\n');
  });

  it('refuses YAML that is too deep', async () => {
    await expect(parseConfig(`a: ${'['.repeat(20_000)}`, 'config.yaml')).rejects.toMatchObject({ exitStatus: 2 });
  });

  it('is not held up by a named pipe, nor read when it is a directory', async () => {
    const file = join(home, 'walkdown', 'config.yaml');
    execFileSync('mkfifo', [file]);
    await expect(read()).rejects.toThrow('is not a file');
    rmSync(file);
    mkdirSync(file);
    await expect(read()).rejects.toThrow('is not a file');
  });
});
