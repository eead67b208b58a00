import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { NOTES_FORMATS } from '../../src/notes/render.ts';
import { setUp } from '../gym/set-up.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { ownHome, walkdown } from './program.ts';

interface Case {
  id: string;
  text: string;
  secret: string | string[];
}

const CASES = parse(readFileSync(join(import.meta.dirname, '../fixtures/redaction/must-mask.yaml'), 'utf8')) as Case[];

let own: ReturnType<typeof ownHome>;
let standing: Standing | null = null;

beforeEach(() => {
  own = ownHome();
});
afterEach(async () => {
  await standing?.cleanup();
  standing = null;
  own.remove();
});

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
}

describeLive('a container that knows secrets of every kind', () => {
  it('leaves none of them in any file of a whole walk, nor in what is printed', async () => {
    standing = await stand(setUp('job-that-ended'));
    const flag = 'Fl4g-planted-7cZ';
    const environment = {
      SESSION_SECRET: 'Env-planted-9aX',
      DATABASE_URL: 'postgres://app:Url-planted-8bY@db.internal.test:5432/x',
      STRIPE_KEY: 'sk0live0planted0A1b2C3d4',
      HTTPS_PROXY: 'http://proxyuser:Pr0xy-planted-3k@127.0.0.1:9',
    };
    const file = CASES.map((one) => one.text).join('\n');
    const target = await standing.bench.container({
      image: await imageRef('debian:bookworm'),
      cmd: ['sh', '-c', 'cat /srv/.env; echo planted; sleep 600', '--', `--password=${flag}`],
      env: environment,
      files: { '/srv/.env': { content: file } },
      workdir: '/srv',
    });
    await target.untilLog('planted');

    const ran = await walkdown(['run', target.name, '--format', 'json'], own.home);
    expect(ran.stderr).toBe('');
    const { session, steps } = JSON.parse(ran.stdout);
    expect(steps.length).toBeGreaterThan(20);
    for (const format of NOTES_FORMATS) {
      const output = join(own.home, `notes.${format}`);
      const noted = await walkdown(['notes', session.id, '--format', format, '--output', output], own.home);
      expect(noted.status).toBe(0);
    }
    const handedOver = await walkdown(['sessions', 'export', session.id, join(own.home, 'handed.over')], own.home);
    expect(handedOver.status).toBe(0);

    const secrets = [
      ...CASES.flatMap((one) => one.secret),
      flag,
      'Env-planted-9aX',
      'Url-planted-8bY',
      environment.STRIPE_KEY,
      'Pr0xy-planted-3k',
    ];
    const texts = filesUnder(own.home)
      .filter((path) => !path.endsWith('redaction.key'))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    expect(texts.length).toBeGreaterThanOrEqual(NOTES_FORMATS.length + 2);
    texts.push({ path: 'standard output', text: ran.stdout });
    const found = texts.flatMap(({ path, text }) =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${path}`),
    );
    expect(found).toEqual([]);
    expect(texts.some(({ text }) => text.includes('db.internal.test'))).toBe(true);
    for (const path of filesUnder(own.home))
      expect(`${path} ${(statSync(path).mode & 0o777).toString(8)}`).toBe(`${path} 600`);
  });
});
