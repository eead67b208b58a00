import { afterEach, describe, expect, it } from 'vitest';
import { askNameserver } from '../../../src/exchange/dns-nameserver.ts';
import { observationOf } from '../../../src/exchange/exchange-evidence.ts';
import { type Decide, reply, startDns, type TestDns } from './dns-server.ts';
import { localDialler } from './local-dialler.ts';

const open: TestDns[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(decide: Decide, options?: { tcp?: boolean }): Promise<TestDns> {
  const server = await startDns(decide, options);
  open.push(server);
  return server;
}

const A = { name: 'api.test', type: 'A' as const, ttl: 60, data: '192.0.2.7' };

interface Asked {
  type: string;
  transport: string;
  outcome: string;
  ms: number | null;
  lateMs: number | null;
  rcode: string | null;
  truncated: boolean;
  addresses: string[];
  again: Asked | null;
}

async function ask(server: TestDns, names = ['api.test'], limitMs = 300): Promise<{ asked: Asked[]; text: string }> {
  const params = { server: '127.0.0.1', port: server.port, names, limitMs };
  const evidence = await askNameserver(localDialler(), params);
  return { asked: (evidence.data as unknown as { asked: Asked[] }).asked, text: evidence.stdout };
}

describe('asking one nameserver by itself', () => {
  it('asks A and AAAA apart, ten times each where one name is known, over UDP and once over TCP', async () => {
    const server = await serve((question, query) => ({ reply: reply(query, question.type === 'A' ? [A] : []) }));
    const { asked, text } = await ask(server);
    expect(asked.filter(({ transport, type }) => transport === 'udp' && type === 'A')).toHaveLength(10);
    expect(asked.filter(({ transport, type }) => transport === 'udp' && type === 'AAAA')).toHaveLength(10);
    expect(asked.filter(({ transport }) => transport === 'tcp')).toHaveLength(1);
    expect(asked.every(({ outcome }) => outcome === 'answered')).toBe(true);
    expect(asked[0]?.addresses).toEqual(['192.0.2.7']);
    expect(text).toContain('api.test A udp: status NOERROR');
  });

  it('sees AAAA dropped while A is answered', async () => {
    const server = await serve((question, query) => ({ reply: question.type === 'A' ? reply(query, [A]) : null }));
    const { asked } = await ask(server);
    const aaaa = asked.filter(({ type }) => type === 'AAAA');
    expect(aaaa.every(({ outcome, again }) => outcome === 'timeout' && again?.outcome === 'timeout')).toBe(true);
    expect(asked.filter(({ type }) => type === 'A').every(({ outcome }) => outcome === 'answered')).toBe(true);
  });

  it('asks a nameserver that is silent from the beginning only as often as shows that it stays so', async () => {
    const server = await serve(() => ({ reply: null }));
    const { asked } = await ask(server);
    const udp = asked.filter(({ transport }) => transport === 'udp');
    expect(udp).toHaveLength(6);
    expect(udp.every(({ outcome, again }) => outcome === 'timeout' && again?.outcome === 'timeout')).toBe(true);
  });

  it('asks one that is only slow to begin as often as any other', async () => {
    let count = 0;
    const server = await serve((_question, query) => {
      count += 1;
      return { reply: count <= 2 ? null : reply(query, [A]) };
    });
    const { asked } = await ask(server);
    expect(asked.filter(({ transport }) => transport === 'udp')).toHaveLength(20);
  });

  it('keeps a late answer apart from none', async () => {
    const server = await serve((_question, query) => ({ reply: reply(query, [A]), afterMs: 400 }));
    const { asked } = await ask(server);
    const first = asked[0];
    expect(first?.outcome).toBe('timeout');
    expect(first?.lateMs).toBeGreaterThan(380);
  });

  it('counts what is answered when asked again as such', async () => {
    let dropped = 0;
    const server = await serve((_question, query, transport) => {
      if (transport === 'udp') dropped += 1;
      return { reply: dropped > 1 && dropped < 4 ? null : reply(query, [A]) };
    });
    const { asked } = await ask(server, undefined, 1_500);
    const again = asked.filter(({ outcome }) => outcome === 'timeout');
    expect(again).toHaveLength(2);
    expect(again.every((one) => one.again?.outcome === 'answered')).toBe(true);
  });

  it('says which code a server answers with', async () => {
    const server = await serve((question, query) => ({
      reply: reply(query, [], { rcode: question.type === 'A' ? 2 : 5 }),
    }));
    const { asked } = await ask(server);
    expect(asked.find(({ type }) => type === 'A')?.rcode).toBe('SERVFAIL');
    expect(asked.find(({ type }) => type === 'AAAA')?.rcode).toBe('REFUSED');
  });

  it('asks what came truncated over TCP, and says when that is refused', async () => {
    const server = await serve((_question, query) => ({ reply: reply(query, [], { truncated: true }) }), {
      tcp: false,
    });
    const { asked } = await ask(server);
    expect(asked.find(({ transport }) => transport === 'udp')?.truncated).toBe(true);
    expect(asked.find(({ transport }) => transport === 'tcp')?.outcome).toBe('refused');
  });

  it('sees a port where nobody listens as refused, and a silent one as timeout', async () => {
    const server = await serve(() => ({ reply: null }));
    const silent = await ask(server);
    expect(
      silent.asked.filter(({ transport }) => transport === 'udp').every(({ outcome }) => outcome === 'timeout'),
    ).toBe(true);
    await open.pop()?.close();
    const closed = await ask(server);
    expect(closed.asked.every(({ outcome }) => outcome === 'refused')).toBe(true);
  });

  it('is not fooled by coalesced, foreign, broken or endless replies', async () => {
    const server = await serve((question, query) => {
      if (question.name === 'twins.test')
        return { reply: Buffer.concat([reply({ ...query, id: 1 + (query.id ?? 0) }, []), reply(query, [A])]) };
      if (question.name === 'loop.test') {
        const bytes = reply(query, [A]);
        return { reply: Buffer.concat([bytes.subarray(0, bytes.length - 16), Buffer.from([0xc0, bytes.length - 16])]) };
      }
      if (question.name === 'counts.test') {
        const bytes = Buffer.from(reply(query, [A]));
        bytes.writeUInt16BE(65_535, 6);
        return { reply: bytes };
      }
      return Array.from({ length: 20 }, () => ({ reply: reply(query, [A]) }));
    });
    const { asked } = await ask(server, ['twins.test', 'loop.test', 'counts.test', 'many.test']);
    const outcome = (name: string) =>
      new Set(
        asked.filter((one) => 'name' in one && one.name === name && one.transport === 'udp').map((one) => one.outcome),
      );
    expect(outcome('twins.test')).toEqual(new Set(['answered']));
    expect(outcome('many.test')).toEqual(new Set(['answered']));
    expect(outcome('counts.test')).toEqual(new Set(['malformed']));
    expect(outcome('loop.test')).toEqual(new Set(['malformed']));
  });

  it('does not ask what is no name', async () => {
    const server = await serve((_question, query) => ({ reply: reply(query, [A]) }));
    const { asked } = await ask(server, ['..', `${'a'.repeat(64)}.test`]);
    expect(asked.every(({ outcome }) => outcome === 'bad-name')).toBe(true);
    expect(server.seen).toEqual([]);
  });

  it('tells its own trouble from the server’s', async () => {
    const broken = {
      ...localDialler(),
      open: async () => ({ ok: false as const, kind: 'failed' as const, reason: 'no nc in the image', toCheckIt: '' }),
    };
    const evidence = await askNameserver(broken, { server: '127.0.0.1', names: ['api.test'] });
    expect(observationOf(evidence)).toMatchObject({ kind: 'failed', reason: 'no nc in the image' });
  });

  it('ends when it is told to', async () => {
    const server = await serve(() => ({ reply: null }));
    const began = performance.now();
    const params = { server: '127.0.0.1', port: server.port, names: ['api.test'], limitMs: 5_000 };
    await askNameserver(localDialler(), params, AbortSignal.timeout(150));
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('shows the same by hand in the same namespace', async () => {
    const server = await serve((_question, query) => ({ reply: reply(query, [A]) }));
    const evidence = await askNameserver(localDialler(), {
      server: '127.0.0.1',
      port: server.port,
      names: ['api.test'],
    });
    expect(evidence.byHand).toMatch(/^docker run --rm -i --network container:web debug:test dig @127\.0\.0\.1/);
    expect(evidence.byHandEquivalent).toBe(true);
  });
});
