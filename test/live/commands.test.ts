import { afterEach, beforeEach, expect, it } from 'vitest';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../lab/service.ts';
import { oursLeft, type Target } from '../lab/target.ts';
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

describeLive('walkdown compare', () => {
  it('finds the old bundle by walking the broken and the healthy service', async () => {
    let healthy: Target | undefined;
    let current = '';
    standing = await stand(async (bench) => {
      const upstream = await openUpstream(bench);
      await serveApi(bench, upstream);
      const target = await calling(bench, await serviceImage(bench, 'glibc'), upstream.network);
      const rebuilt = await serviceImage(bench, 'glibc', { name: 'shop/checkout:2.7.2', trust: upstream.root });
      healthy = await calling(bench, rebuilt, upstream.network, { name: 'checkout-healthy', address: 81 });
      await target.untilLog(`connect ${API_HOST}:8443`);
      current = bench.file('current-roots.pem', upstream.root.certificate);
      return { target, rootCauses: ['ca-bundle-outdated'], args: [] };
    });
    const before = [await standing.target.snapshot(), await healthy?.snapshot()];
    const names = [standing.name, healthy?.name ?? ''];
    const debug = ['--debug-image', imageRef('debian-net:bookworm')];
    const { status, stdout, stderr } = await walkdown(
      ['compare', ...names, '--reference-ca', current, '--format', 'json', ...debug],
      own.home,
      180_000,
    );
    expect(stderr).toBe('');
    expect(status).toBe(1);
    const { schema, left, right, differences } = JSON.parse(stdout);
    expect(schema).toBe('walkdown.comparison/1');
    expect(left.rootCauses[0]?.id).toBe('ca-bundle-outdated');
    expect(right.rootCauses).toEqual([]);
    expect(differences[0]).toMatchObject({ step: 'tls-chain', left: { outcome: 'fault' }, right: { outcome: 'ok' } });
    expect(differences.slice(0, 3).map(({ step }: { step: string }) => step)).toContain('trust-store');
    expect([await standing.target.snapshot(), await healthy?.snapshot()]).toEqual(before);
    const { docker } = standing.bench;
    for (const side of [left, right]) expect(await oursLeft(docker, side.session.id)).toEqual([]);
    // Two linked sessions.
    const listed = JSON.parse((await walkdown(['sessions', '--format', 'json'], own.home)).stdout);
    expect(listed.sessions.map(({ id }: { id: string }) => id).sort()).toEqual(
      [left.session.id, right.session.id].sort(),
    );
    expect(left.notes[0].text).toContain(right.session.id);
  }, 240_000);
});

describeLive('walkdown doctor', () => {
  it('tries every tier against a throw-away container, and leaves nothing', async () => {
    const { status, stdout, stderr } = await walkdown(
      ['doctor', '--dry-run', imageRef('debian:bookworm'), '--format', 'json'],
      own.home,
    );
    expect(stderr).toBe('');
    const { checks } = JSON.parse(stdout) as { checks: { id: string; state: string; text: string }[] };
    const state = (id: string): string | undefined => checks.find((one) => one.id === id)?.state;
    for (const id of ['state', 'disk', 'rules', 'engine', 'permissions', 'clock']) expect(state(id), id).toBe('ok');
    for (const tier of ['image', 'network', 'process']) expect(state(`dry-run ${tier}`), tier).toBe('ok');
    for (const tier of ['ptrace', 'clone']) expect(state(`dry-run ${tier}`), tier).toBe('ok');
    // Without tcpdump on the engine that is a warning: capture is asked for by name.
    expect(['ok', 'warning']).toContain(state('dry-run capture'));
    expect(checks.some(({ id }) => id === 'toolkits')).toBe(true);
    expect(status).toBe(checks.some((one) => one.state === 'bad') ? 1 : 0);
  }, 90_000);

  it('says of an image that is not there, or cannot stay, that it is not ready', async () => {
    const missing = await walkdown(['doctor', '--dry-run', 'nobody/has-this:1'], own.home);
    expect(missing.status).toBe(1);
    expect(missing.stdout).toMatch(/x dry-run .*nobody\/has-this:1/);
  }, 90_000);

  it('ends with 3 where there is no engine, and still says the rest', async () => {
    const { status, stdout } = await walkdown(['doctor', '--host', 'unix:///nowhere.sock'], own.home);
    expect(status).toBe(3);
    expect(stdout).toMatch(/\+ state/);
    expect(stdout).toMatch(/x engine/);
  });
});

describeLive('walkdown advise image:REF', () => {
  it('reads a static program off its image, and says that it needs no base', async () => {
    const { status, stdout } = await walkdown(['advise', `image:${imageRef('scratch:1')}`], own.home);
    expect(status).toBe(0);
    expect(stdout).toContain('static');
    expect(stdout).toContain('Base: distroless, or scratch');
  });

  it('ends with 4 where the engine has no such image', async () => {
    expect((await walkdown(['advise', 'image:nobody/has-this:1'], own.home)).status).toBe(4);
  });
});
