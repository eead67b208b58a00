import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureArgv, captureParams, captureWords } from '../../../src/exchange/capture.ts';
import { packetLine, parsePackets } from '../../../src/exchange/packet-text.ts';

/** Output of tcpdump 4.99.0, 4.99.3 and 4.99.5 between network namespaces with a router between them. */
const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'tcpdump');
const read = (name: string): string => readFileSync(join(FIXTURES, `${name}.txt`), 'utf8');

describe('packets', () => {
  it('are all read that can say something of a connection', () => {
    const others = /ICMP6, (?:router|neighbor)/;
    for (const file of readdirSync(FIXTURES)) {
      const text = read(file.replace('.txt', ''));
      const wanted = text.split('\n').filter((line) => /^\d/.test(line) && !others.test(line));
      expect(parsePackets(text, 400).length, file).toBe(wanted.length);
    }
  });

  it('have their numbers as the wire had them', () => {
    expect(parsePackets(read('refused'), 9)).toMatchObject([
      { kind: 'tcp', from: '10.81.1.2', to: '10.81.2.2', toPort: 8009, ttl: 64, flags: 'S', ack: null, bytes: 0 },
      { kind: 'tcp', from: '10.81.2.2', fromPort: 8009, ttl: 63, flags: 'R.', bytes: 0 },
    ]);
    const [, answer] = parsePackets(read('dns'), 9);
    expect(answer).toMatchObject({ kind: 'dns', from: '10.81.2.2', query: 1000, isAnswer: true, rcode: 'NXDomain' });
    const six = parsePackets(read('ipv6'), 9);
    expect(six[0]).toMatchObject({ from: 'fd81:1::2', to: 'fd81:2::2', toPort: 8009, ttl: 64, flags: 'S' });
    expect(six[1]).toMatchObject({ kind: 'icmp', from: 'fd81:1::1', about: 'fd81:2::2', why: 'unreachable route' });
  });

  it('name whom an ICMP message is about, not what it quotes', () => {
    expect(parsePackets(read('rejected-admin'), 9)[1]).toMatchObject({
      kind: 'icmp',
      from: '10.81.1.1',
      about: '10.81.2.2',
      why: 'admin prohibited filter',
    });
    expect(parsePackets(read('frag-needed'), 99).find(({ mtu }) => mtu !== null)).toMatchObject({
      from: '10.81.1.1',
      about: '10.81.2.2',
      mtu: 1000,
    });
  });

  it('lose what they carried', () => {
    expect(read('http')).toContain('s3cr3t');
    const packets = parsePackets(read('http'), 99);
    expect(packets.some(({ bytes }) => bytes > 50)).toBe(true);
    const told = JSON.stringify(packets) + packets.map((one) => packetLine(one, 0)).join('\n');
    expect(told).not.toMatch(/s3cr3t|GET|HTTP|token/);
    expect(JSON.stringify(parsePackets(read('dns'), 99))).not.toContain('example');
  });

  it('may be anything without harm', () => {
    fc.assert(fc.property(fc.string(), (text) => parsePackets(text, 9).length <= 9));
    const healthy = read('healthy');
    fc.assert(
      fc.property(fc.nat(healthy.length), fc.string({ maxLength: 5 }), (at, more) => {
        parsePackets(healthy.slice(0, at) + more + healthy.slice(at), 99).map((one) => packetLine(one, one.at));
      }),
    );
  });
});

describe('a capture', () => {
  const params = { seconds: 8, packets: 400, filter: 'tcp port 443 or port 53' };

  it('is bounded, and ends by itself', () => {
    expect(captureParams({ ...params, seconds: 9_999, packets: 1e9 })).toMatchObject({ seconds: 30, packets: 400 });
    expect(captureParams({ ...params, filter: '-z reboot' })).toBeNull();
    expect(captureParams({ ...params, filter: 'tcp; reboot' })).toBeNull();
    const argv = captureArgv(params).join(' ');
    expect(argv).toMatch(/^timeout -s INT 8 tcpdump .*-s 128 -c 400 tcp port 443 or port 53$/);
    expect(argv).not.toMatch(/ -[wzXAx]\b/);
  });

  it('says what it takes, for how long and by which filter', () => {
    expect(captureWords(params)).toBe(
      'tcpdump for 8 s, at most 400 packets, their headers only (no payload is kept): tcp port 443 or port 53',
    );
  });
});
