import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, OwnContainerSpec } from '../../../src/engine/engine.ts';
import { announcedEngine } from '../../../src/walk/announced-engine.ts';
import { parsePolicy } from '../../../src/walk/policy.ts';
import { destinationName } from '../../../src/walk/tell.ts';
import { eventually } from '../../lab/wait.ts';

const SPEC: OwnContainerSpec = {
  role: 'sidecar',
  imageId: 'sha256:0123456789abcdef',
  argv: ['sleep', '1800'],
  env: [],
  user: '65534:65534',
  joinNetworkOf: 'target',
  capabilities: [],
  labels: {},
  tmp: false,
  stdin: false,
};

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

interface Post {
  text: string;
  action: string;
  session: string;
}

/** A webhook on this machine that keeps what it is sent, and answers with `status`. */
async function webhook(order: string[], status = 200): Promise<{ url: string; posts: Post[] }> {
  const posts: Post[] = [];
  const made = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      posts.push(JSON.parse(body));
      order.push('told');
      response.writeHead(status).end();
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/hook/s3cret`, posts };
}

/** Stands in for an engine: only whether, and when, it was called matters here. */
function engineDouble(order: string[]): Engine {
  return {
    info: { hostName: 'host-1' },
    startOwn: async () => {
      order.push('started');
      return { ok: true, value: 'c1' };
    },
    execOwn: async () => {
      order.push('ran');
      return { ok: true, value: {} };
    },
  } as unknown as Engine;
}

async function told(policy: string, order: string[], troubles: string[] = []): Promise<Engine> {
  const { tell } = await parsePolicy(policy, 'policy.yaml');
  return announcedEngine(engineDouble(order), {
    tell,
    session: 's-1',
    operator: 'alice@laptop',
    incident: 'INC-7',
    target: 'payments\u001b[2J-api',
    mask: (words) => words.map((word) => word.replace('hunter2', '‹masked›')),
    onTrouble: (sentence) => troubles.push(sentence),
  });
}

const LIMITS = { timeoutMs: 1000, keepBytes: 1000 };

describe('whom a policy wants told', () => {
  it('has a line before each container and each command of ours, masked and on one line', async () => {
    const order: string[] = [];
    const { url, posts } = await webhook(order);
    const engine = await told(`tell: ["#platform", "${url}"]`, order);
    await engine.startOwn(SPEC);
    await engine.execOwn('c1', { argv: ['probe', '--password', 'hunter2\nforged line'] }, LIMITS);
    expect(order).toEqual(['told', 'started', 'told', 'ran']);
    expect(posts.map(({ action }) => action)).toEqual(['start', 'command']);
    const [started, ran] = posts.map(({ text }) => text);
    expect(started).toContain('alice@laptop (INC-7) starts a sidecar of sha256:0123456789ab');
    expect(started).toContain('joins network');
    expect(ran).toContain("probe --password '‹masked› forged line'");
    expect(ran).not.toMatch(/\n|\u001b|hunter2/);
  });

  it('lets the walk go on when it does not answer, says so once, and does not wait for it again', async () => {
    const order: string[] = [];
    const troubles: string[] = [];
    const { url, posts } = await webhook(order, 500);
    const engine = await told(`tell: "${url}"`, order, troubles);
    expect((await engine.startOwn(SPEC)).ok).toBe(true);
    expect((await engine.execOwn('c1', { argv: ['id'] }, LIMITS)).ok).toBe(true);
    expect(posts).toHaveLength(1);
    expect(troubles).toEqual([expect.stringContaining('it answered 500')]);
    expect(troubles[0]).not.toContain('s3cret');
  });

  it('has nothing done that could not be told, where the policy says that it must', async () => {
    const order: string[] = [];
    const engine = await told('tell: "http://127.0.0.1:1/"\nmustTell: true', order);
    const answer = await engine.startOwn(SPEC);
    expect(answer).toMatchObject({ ok: false, kind: 'refused', reason: expect.stringContaining('ECONNREFUSED') });
    expect(order).toEqual([]);
  });

  it('may be a syslog server', async () => {
    const lines: string[] = [];
    const socket = createSocket('udp4').on('message', (message) => lines.push(message.toString()));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const engine = await told(`tell: syslog://127.0.0.1:${socket.address().port}`, []);
    await engine.startOwn(SPEC);
    await eventually(() => expect(lines).toHaveLength(1));
    socket.close();
    expect(lines[0]).toMatch(/^<13>1 \d{4}-\d\d-\d\dT[\d:.]+Z host-1 walkdown \d+ - - walkdown s-1: alice@laptop/);
  });
});

describe('`tell` of a policy', () => {
  it('is words for people, syslog, a webhook, or several of them', async () => {
    const { tell } = await parsePolicy('tell: [ops, syslog, "syslog://[::1]:1514", "https://chat.example/x/y"]', 'p');
    expect(tell.people).toBe('ops');
    expect(tell.destinations.map(destinationName)).toEqual(['syslog', 'syslog://::1:1514', 'chat.example']);
    expect(tell.must).toBe(false);
  });

  it.each([
    ['tell: 7', 'tell takes a line of text'],
    ['tell: { to: syslog }', 'tell takes a line of text'],
    ['tell: "ftp://x/"', 'tell takes a line of text'],
    ['mustTell: true', 'mustTell needs syslog'],
    ['tell: syslog\nmustTell: often', 'mustTell takes true or false'],
  ])('refuses %s', async (text, words) => {
    await expect(parsePolicy(text, 'policy.yaml')).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringContaining(words),
    });
  });
});
