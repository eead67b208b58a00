import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectationOf } from '../gym/scenario-folders.ts';
import { setUp } from '../gym/set-up.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { type Make, type Standing, stand } from '../lab/scenario.ts';
import { oursLeft } from '../lab/target.ts';
import { ownHome, walkdown } from './program.ts';

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

/** Walks a scenario with the built program; the target must be as it was, and nothing of ours may be left. */
async function walk(make: Make) {
  standing = await stand(make);
  const before = await standing.target.snapshot();
  const debug = ['--debug-image', await imageRef('debian:bookworm')];
  const ran = await walkdown(['run', standing.name, '--format', 'json', ...debug, ...standing.args], own.home);
  expect(ran.stderr).toBe('');
  const report = JSON.parse(ran.stdout);
  expect(await standing.target.snapshot()).toEqual(before);
  expect(await oursLeft(standing.bench.docker, report.session.id)).toEqual([]);
  return { ...ran, report };
}

describeLive('walkdown run', () => {
  it.each([
    'libc-mismatch',
    'crlf-shebang',
    'missing-shared-library-glibc',
    'dns-nameserver-unreachable',
    'tls-certificate-expired',
    'deployment-drift',
  ] as const)('names the cause of %s, with proof, and exits 1', async (name) => {
    const { status, report } = await walk(setUp(name));
    expect(report.rootCauses[0]?.id).toBe(expectationOf(name)?.causes[0]);
    expect(report.rootCauses[0].because.length).toBeGreaterThan(0);
    expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
    expect(status).toBe(1);
  });

  it.each(['distroless', 'static-scratch', 'job-that-ended'] as const)('blames nothing on %s', async (name) => {
    const { status, report } = await walk(setUp(name));
    expect(report.rootCauses).toEqual([]);
    expect(report.steps.filter((one: { outcome: string; kind: string }) => one.outcome === 'fault')).toEqual([]);
    expect([0, 5]).toContain(status);
  });

  it('keeps a secret of the environment out of every file that it writes', async () => {
    standing = await stand(setUp('job-that-ended'));
    const secret = 'hunter2-Vq8Zt-secret';
    const target = await standing.bench.container({
      image: await imageRef('debian:bookworm'),
      cmd: ['sh', '-c', `echo "connecting with ${secret}"; sleep 600`],
      env: { DB_PASSWORD: secret, DATABASE_URL: `postgres://app:${secret}@db.internal.test:5432/app` },
    });
    await target.untilLog('connecting');
    const ran = await walkdown(['run', target.name, '--format', 'json'], own.home);
    const report = JSON.parse(ran.stdout);
    const dir = join(own.home, 'sessions', report.session.id);
    const journal = readFileSync(join(dir, 'journal.jsonl'), 'utf8');
    expect(ran.stdout).not.toContain(secret);
    expect(journal).not.toContain(secret);
    expect(journal).toContain('db.internal.test');
    expect(statSync(join(dir, 'journal.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('says in one line that there is no such target, and exits 4', async () => {
    const ran = await walkdown(['run', 'no-such-container-here'], own.home);
    expect(ran.status).toBe(4);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
    expect(ran.stderr).toContain('no-such-container-here');
  });
});
