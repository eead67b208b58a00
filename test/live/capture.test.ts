import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { setUp } from '../gym/set-up.ts';
import { describeLive } from '../lab/live.ts';
import { type Make, type Standing, stand } from '../lab/scenario.ts';
import { API_HOST, at, calling, openUpstream, serveApi, serviceImage } from '../lab/service.ts';
import { oursLeft } from '../lab/target.ts';
import { ownHome, walkdown } from './program.ts';

const run = promisify(execFile);
const LIMIT = { timeout: 150_000 };

interface Step {
  readonly id: string;
  readonly code: string;
  readonly outcome: string;
  readonly facts: Record<string, unknown>;
  readonly evidence: readonly { stdout: string; tier: string; byHand: string }[];
}

/** A service and its upstream, whose network namespace gets this rule; the rule is the trouble. */
const behind =
  (libc: 'glibc' | 'musl', ...rule: string[]): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const server = await serveApi(bench, upstream);
    const { network } = upstream;
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const { Pid } = (await server.inspect()).State;
    const from = ['-I', 'INPUT', '-p', 'tcp', '-s', network.address(at.service), '--dport', '8443'];
    await run('nsenter', ['-t', String(Pid), '-n', 'iptables', ...from, ...rule]);
    const target = await calling(bench, image, network);
    await target.untilLog('listening');
    return { target };
  };

describeLive('a capture', () => {
  let own: ReturnType<typeof ownHome>;
  let standing: Standing | null = null;
  let toolkit = '';
  beforeAll(async () => {
    const home = ownHome();
    // With the tcpdump of this machine.
    const built = await walkdown(['toolkit', 'build', 'glibc'], home.home, 120_000);
    home.remove();
    toolkit = /^walkdown-toolkit:\S+/m.exec(built.stdout)?.[0] ?? '';
    expect(built.stdout).toContain('tcpdump 4.');
  }, 150_000);
  afterAll(async () => {
    const home = ownHome();
    await walkdown(['toolkit', 'remove', toolkit], home.home);
    home.remove();
  });
  beforeEach(() => {
    own = ownHome();
  });
  afterEach(async () => {
    await standing?.cleanup();
    standing = null;
    own.remove();
  });

  async function walk(...more: string[]) {
    const args = ['run', standing?.name ?? '', '--format', 'json', '--debug-image', toolkit, ...more];
    const ran = await walkdown(args, own.home, 120_000);
    const report = JSON.parse(ran.stdout);
    const step = (report.steps as Step[]).find(({ id }) => id === 'packets');
    return { ran, report, step };
  }

  it('is not made unasked; what it would show is told as not checked', LIMIT, async () => {
    standing = await stand(setUp('endpoint-silent'));
    const { report, step } = await walk();
    expect(report.steps.find(({ id }: Step) => id === 'connect')).toMatchObject({ next: 'packets' });
    expect(step?.outcome ?? 'inconclusive').toBe('inconclusive');
    expect(report.notChecked).toContainEqual(expect.objectContaining({ step: 'packets', tier: 'capture' }));
    expect(report.interference.made.join('\n')).not.toContain('NET_RAW');
    expect(report.rootCauses[0].id).toBe('endpoint-unreachable');
  });

  it('says that nobody has the address, where its own network was asked in vain', LIMIT, async () => {
    standing = await stand(setUp('endpoint-silent'));
    const { report, step } = await walk('--allow', 'capture');
    expect(step).toMatchObject({ outcome: 'fault', code: 'NET-072', facts: { undeliveredByItself: true } });
    expect(report.rootCauses[0]).toMatchObject({ id: 'endpoint-unreachable', certainty: 'confirmed' });
    expect(report.interference.made.join('\n')).toMatch(/uid:gid 0:0, NET_RAW, SETGID, read-only root/);
    expect(step?.evidence[0]?.byHand).toMatch(/--cap-drop ALL --cap-add NET_RAW --cap-add SETGID .*tcpdump -i any/);
    expect(await oursLeft(standing.bench.docker, report.session.id)).toEqual([]);
    expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
  });

  it('shows SYNs that leave and come to nothing, with the tcpdump of the other libc', LIMIT, async () => {
    standing = await stand(behind('musl', '-j', 'DROP'));
    const { step, report } = await walk('--allow', 'capture');
    expect(step, JSON.stringify(report.notChecked)).toMatchObject({ outcome: 'fault', code: 'NET-075' });
    expect(step?.facts.openings).toBeGreaterThanOrEqual(2);
    expect(await oursLeft(standing.bench.docker, report.session.id)).toEqual([]);
  });

  it('names who turns the packets back', LIMIT, async () => {
    standing = await stand(behind('glibc', '-j', 'REJECT', '--reject-with', 'icmp-admin-prohibited'));
    const { step } = await walk('--allow', 'capture');
    expect(step).toMatchObject({ outcome: 'fault', code: 'NET-071' });
    expect(String(step?.facts.undeliveredWhy)).toContain('admin prohibited');
    expect(String(step?.facts.undeliveredBy)).toMatch(new RegExp(`\\.${at.api}$`));
  });

  it(
    'shows a connection that stands and in which nothing arrives; and keeps nothing of what was sent',
    LIMIT,
    async () => {
      // Only what carries bytes is dropped: the handshake of TCP passes.
      standing = await stand(behind('glibc', '-m', 'length', '--length', '70:65535', '-j', 'DROP'));
      const { step, ran } = await walk('--allow', 'capture');
      expect(step).toMatchObject({ outcome: 'suspect', code: 'NET-079' });
      const [evidence] = step?.evidence ?? [];
      expect(evidence?.tier).toBe('capture');
      expect(evidence?.stdout).toMatch(/tcp \[P\.\], seq \d+, ack \d+, \d+ bytes, ttl 64/);
      // The name that a ClientHello carries stands in the capture nowhere.
      expect(JSON.stringify(evidence?.stdout)).not.toContain(API_HOST);
      expect(ran.status).toBe(1);
    },
  );
});
