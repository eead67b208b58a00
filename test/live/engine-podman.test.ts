import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { labEngine } from '../lab/engine.ts';
import { describeLive } from '../lab/live.ts';
import { eventually, until } from '../lab/wait.ts';
import { got, specOf } from './engine-bench.ts';
import { ownHome, walkdown } from './program.ts';

/** Ends a process and waits until it has. */
async function ended(process: ChildProcess | undefined): Promise<void> {
  if (!process || process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill();
  await gone;
}

const limits = { timeoutMs: 10_000, keepBytes: 10_000 };

describeLive('Podman by its Docker API', () => {
  describe.skipIf(!existsSync('/usr/bin/podman'))('of a service of the test', () => {
    let folder = '';
    let service: ChildProcess | undefined;
    let engine: Engine;
    let image = '';

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'wd-podman-'));
      const config = join(folder, 'containers.conf');
      writeFileSync(config, '[containers]\ndefault_ulimits=[]\n');
      const socket = join(folder, 'podman.sock');
      const roots = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')];
      service = spawn('podman', [...roots, 'system', 'service', '--time=0', `unix://${socket}`], {
        env: { ...process.env, CONTAINERS_CONF: config },
        stdio: 'ignore',
      });
      const labels = { session: 'podman-test', operator: 'tester', incident: null, target: null, lifeSeconds: 60 };
      engine = await until('Podman', () => connectEngine({ host: `unix://${socket}`, labels }), 30_000);
      const docker = await connectEngine({ host: (await labEngine()).host });
      const [ref] = got(await engine.loadImages(got(await docker.saveImages(['walkdown-lab/alpine-like:1']))));
      await docker.close();
      image = got(await engine.inspectImage(ref ?? '')).id;
    }, 60_000);

    afterAll(async () => {
      await engine?.close();
      await ended(service);
      // Its storage is mounted, and whatever of Podman still ends may mount it once more: the directory can go only after that.
      const unmount = `grep -o ' ${folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l`;
      await until('the storage of the service to be gone', async () => {
        spawnSync('sh', ['-c', unmount]);
        rmSync(folder, { recursive: true, force: true });
        return true;
      });
    });

    /** A second attempt begins without what the first one left. */
    beforeEach(async () => {
      for (const own of await engine.listOwn()) await engine.removeOwn(own.id);
      const docker = new Docker({ socketPath: join(folder, 'podman.sock') });
      const left = await docker.listContainers({ all: true, filters: JSON.stringify({ name: ['clockwork'] }) });
      for (const one of left) await docker.getContainer(one.Id).remove({ force: true });
    });

    it('runs, reads and ends commands as on Docker', async () => {
      expect(engine.info).toMatchObject({ name: 'podman', clockSkewMs: 0 });
      expect(got(await engine.runOwn(specOf(image, ['wc', '-c']), limits, Buffer.alloc(70_000))).stdout.trim()).toBe(
        '70000',
      );
      expect(await engine.runOwn(specOf(image, ['/none']), limits)).toMatchObject({ ok: false, kind: 'missing' });
      const id = got(await engine.startOwn(specOf(image, ['sleep', '60'], { role: 'sidecar' })));
      expect(await engine.execOwn(id, { argv: ['/none'] }, limits)).toMatchObject({ ok: false, kind: 'missing' });
      const argv = ['sh', '-c', 'sleep 77 & sleep 78; :'];
      expect(got(await engine.execOwn(id, { argv }, { ...limits, timeoutMs: 500 })).timedOut).toBe(true);
      // What was ended is listed until somebody has fetched its status.
      await eventually(async () => {
        const rows = got(await engine.processes(id)).map((row) => row.command);
        expect(rows).toEqual(['sleep 60']);
      });
      const status = got(await engine.execOwn(id, { argv: ['cat', '/proc/self/status'] }, limits)).stdout;
      expect(status).toMatch(/CapBnd:\s+0{16}[\s\S]*NoNewPrivs:\s+1/);
      expect(got(await engine.readFile(id, '/etc/ssl/cert.pem', { maxBytes: 27 }))).toMatchObject({
        path: '/etc/ssl/certs/ca-certificates.crt',
        bytes: Buffer.from('-----BEGIN CERTIFICATE-----'),
      });
      expect(got(await engine.stat(id, '/etc/ssl/cert.pem'))).toMatchObject({
        kind: 'symlink',
        linkTarget: '/etc/ssl/certs/ca-certificates.crt',
      });
      expect(await engine.readFile(id, '/etc/none/x', { maxBytes: 1 })).toMatchObject({ ok: false, kind: 'missing' });
      expect(await engine.logs(id, { tail: 1, maxBytes: 10 })).toMatchObject({ ok: false, kind: 'unsupported' });
      await engine.removeOwn(id);
      expect(await engine.inspectContainer(id)).toMatchObject({ ok: false, kind: 'gone' });
      expect(await engine.listOwn()).toEqual([]);
    });

    it('has a broken container walked to its cause, says once what it cannot tell, and keeps nothing', async () => {
      const docker = new Docker({ socketPath: join(folder, 'podman.sock') });
      const made = await docker.createContainer({
        name: 'clockwork',
        Image: image,
        Cmd: ['sleep', '600'],
        Env: ['TZ=America/New_York'],
        User: '1000:1000',
        HostConfig: { NetworkMode: 'host' },
      });
      await made.start();
      const before = await made.inspect();
      const host = `unix://${join(folder, 'podman.sock')}`;
      const own = ownHome();
      const args = ['run', 'clockwork', '--host', host, '--symptom', 'wrong-time', '--format', 'json'];
      const ran = await walkdown(args, own.home, 120_000);
      own.remove();
      const report = JSON.parse(ran.stdout);
      expect(ran.stderr).toBe('');
      expect(report.rootCauses[0]).toMatchObject({ id: 'timezone-data-missing', certainty: 'confirmed' });
      expect(ran.status).toBe(1);
      expect(report.session.engine.name).toBe('podman');
      expect(report.steps.filter(({ outcome }: { outcome: string }) => outcome === 'tool-error')).toEqual([]);
      // One limit of the engine is one reason, however many steps it keeps from seeing.
      const reasons = report.notChecked.map(({ reason }: { reason: string }) => reason);
      expect(reasons.filter((one: string) => /podman/i.test(one)).length).toBeLessThanOrEqual(
        new Set(reasons.filter((one: string) => /podman/i.test(one))).size,
      );
      expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
      const after = await made.inspect();
      expect([after.State.StartedAt, after.RestartCount]).toEqual([before.State.StartedAt, before.RestartCount]);
      expect(await engine.listOwn()).toEqual([]);
      await made.remove({ force: true });
    }, 150_000);
  });
});
