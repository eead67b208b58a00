import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinguishedName, readDer } from '../../../src/exchange/der.ts';
import { DnsFramer } from '../../../src/exchange/dns-framer.ts';
import { answersQuery, decodeReply, encodeQuery, messageLength, wireName } from '../../../src/exchange/dns-wire.ts';
import { exchangeEvidence, handLine, plainText } from '../../../src/exchange/exchange-evidence.ts';
import { parseHead } from '../../../src/exchange/http-message.ts';
import { matchNoProxy } from '../../../src/exchange/no-proxy.ts';
import { openPipe } from '../../../src/exchange/pipe.ts';
import { parseProxy } from '../../../src/exchange/proxy-address.ts';
import { readServerFlight } from '../../../src/exchange/tls-wire.ts';
import { trustStore } from '../../../src/exchange/trust-store.ts';
import { localDialler } from './local-dialler.ts';

const bytes = fc.uint8Array({ maxLength: 600 }).map((list) => Buffer.from(list));
const text = fc.string({ maxLength: 200, unit: 'binary' });

describe('bytes of a hostile peer', () => {
  it('never throw in any reader', () => {
    const rules = { cidr: true, star: true, wildcard: true, port: 'always' as const, dotIsStrict: false };
    fc.assert(
      fc.property(bytes, text, (data, words) => {
        const query = encodeQuery(7, { name: 'a.test', type: 'A' });
        messageLength(data);
        decodeReply(data, 'A');
        if (query) answersQuery(data, query);
        readDer(data);
        distinguishedName(data);
        parseHead(data);
        readServerFlight(data, data.subarray(0, 32));
        readServerFlight(Buffer.concat([Buffer.from([22, 3, 3, 0, data.length & 0xff]), data]), null);
        wireName(words);
        parseProxy(words);
        matchNoProxy(words, { host: words, port: 443, scheme: 'https' }, rules);
        trustStore(`-----BEGIN CERTIFICATE-----${words}-----END CERTIFICATE-----`);
        expect(plainText(words)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 400 },
    );
  });

  it('are cut into the same replies however they arrive', () => {
    const queries = [1, 2, 3]
      .map((id) => encodeQuery(id, { name: `n${id}.test`, type: 'A' }))
      .filter((query) => query !== null);
    const replies = queries.map((query) => {
      const reply = Buffer.from(query);
      reply.writeUInt8((reply[2] ?? 0) | 0x80, 2);
      return reply;
    });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }), fc.boolean(), (cuts, garbage) => {
        const framer = new DnsFramer((data) => queries.some((query) => answersQuery(data, query)));
        const noise = garbage ? [Buffer.from([9, 9, 0x80, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6])] : [];
        let rest: Buffer = Buffer.concat([...noise, ...replies]);
        const whole: number[] = [];
        for (const cut of [...cuts, 10_000]) {
          if (rest.length === 0) break;
          for (const frame of framer.push(rest.subarray(0, cut)))
            if (frame.whole) whole.push(frame.bytes.readUInt16BE(0));
          rest = rest.subarray(cut);
        }
        expect(whole.filter((id) => id <= 3)).toEqual([1, 2, 3]);
      }),
    );
  });

  it('end a pipe that floods, and leave what was heard', async () => {
    const endless = new Duplex({
      read() {
        this.push(Buffer.alloc(65_536, 65));
      },
      write: (_chunk, _encoding, done) => done(),
    });
    const dialler = { ...localDialler(), open: async () => ({ ok: true as const, value: endless }) };
    const { pipe } = await openPipe(dialler, 'tcp', '127.0.0.1', 1);
    if (!pipe) throw new Error('no pipe');
    pipe.resume();
    await new Promise((resolve) => pipe.once('close', resolve));
    expect(pipe.failure?.kind).toBe('flood');
    expect(pipe.kept.length).toBeLessThan(300_000);
    expect(endless.destroyed).toBe(true);
  });
});

describe('the evidence of a conversation', () => {
  const dialler = (line: string) => ({ ...localDialler(), byHand: () => line });
  const hand = (line: string) => handLine(dialler(line), 'udp', '10.0.0.2', 53, 'dig @10.0.0.2 a.test');

  it('shows a tool in place of the pipe, wherever it begins', () => {
    expect(hand('docker run --rm -i --network container:web --entrypoint nc img:1 -u 10.0.0.2 53')).toBe(
      'docker run --rm -i --network container:web --entrypoint dig img:1 @10.0.0.2 a.test',
    );
    expect(hand("docker run --rm --entrypoint bash img:1 -c 'exec 3<>/dev/tcp' pipe udp 10.0.0.2 53")).toBe(
      'docker run --rm --entrypoint dig img:1 @10.0.0.2 a.test',
    );
    expect(hand('docker exec -i box busybox nc -u 10.0.0.2 53')).toBe('docker exec -i box dig @10.0.0.2 a.test');
    expect(hand('ssh there')).toBe('dig @10.0.0.2 a.test   # from where this runs: ssh there');
  });

  it('keeps each line one line, and tells its own trouble', async () => {
    const about = { what: 'x', byHand: 'y' };
    const evidence = await exchangeEvidence(localDialler(), about, async () => ({
      data: {},
      lines: ['a\nb\u001b[31m', 'c'],
      timedOut: false,
      toolTrouble: null,
    }));
    expect(evidence.stdout).toBe('a b·[31m\nc\n');
    const broken = await exchangeEvidence(localDialler(), about, async () => {
      throw new Error('ours');
    });
    expect(broken.data).toEqual({ toolTrouble: 'ours' });
    expect(broken.stderr).toBe('ours');
  });
});
