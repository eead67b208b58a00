import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePackets } from '../../../src/exchange/packet-text.ts';
import { capture } from '../../../src/extract/capture.ts';
import type { Evidence, Facts } from '../../../src/session/evidence.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'tcpdump');

/** The facts of real tcpdump output, as if it had been captured for this endpoint. */
function factsOf(name: string, subject = '10.81.2.2:8001', more: object = {}): Facts {
  const packets = parsePackets(readFileSync(join(FIXTURES, `${name}.txt`), 'utf8'), 400);
  const addresses = [subject.replace(/:\d+$/, '').replace(/[[\]]/g, '')];
  const data = { conversation: 'capture', subject, addresses, seconds: 8, complete: true, rounds: 4, packets, ...more };
  return capture.extract([{ kind: 'exchange', data } as unknown as Evidence], {} as never);
}

describe('what packets say', () => {
  it('of a connection that is well', () => {
    expect(factsOf('healthy')).toMatchObject({
      flows: 1,
      answeredFlows: 1,
      unansweredFlows: 0,
      resetFlows: 0,
      stalledFlows: 0,
      retransmissions: 0,
      repeatedByPeer: 0,
      dnsAsked: 0,
    });
  });

  it.each(['dropped', 'dropped-4.99.0'])('of SYNs that leave and come to nothing (%s)', (name) => {
    expect(factsOf(name)).toMatchObject({
      unansweredFlows: 1,
      openings: 3,
      answeredFlows: 0,
      unansweredAddresses: ['10.81.2.2'],
    });
  });

  it('of a reset that the other side sends, and of one in its name', () => {
    expect(factsOf('refused', '10.81.2.2:8009')).toMatchObject({ resetFlows: 1, refusedFlows: 1, answeredFlows: 0 });
    // Alone, a reset does not tell who sent it: a firewall's looks the same.
    expect(factsOf('rejected-rst')).toMatchObject({ resetFlows: 1, refusedFlows: 1 });
    expect(factsOf('rejected-rst')).not.toHaveProperty('resetsDiffer');
    expect(factsOf('reset-by-server', '10.81.2.2:8002')).toMatchObject({
      resetFlows: 1,
      refusedFlows: 0,
      resetsDiffer: false,
    });
    for (const name of ['reset-on-the-way', 'reset-on-the-way-4.99.5']) {
      expect(factsOf(name)).toMatchObject({ resetFlows: 1, resetsDiffer: true, resetTtl: 64, otherTtl: 63 });
    }
  });

  it('of a connection that stands and where nothing is acknowledged', () => {
    const facts = factsOf('retransmitted');
    expect(facts).toMatchObject({ answeredFlows: 1, stalledFlows: 1, resetFlows: 0 });
    expect(facts.retransmissions).toBeGreaterThan(3);
  });

  it('of who turns packets back', () => {
    expect(factsOf('rejected-admin')).toMatchObject({
      undeliveredBy: '10.81.1.1',
      undeliveredByItself: false,
      undeliveredWhy: 'admin prohibited filter',
    });
    expect(factsOf('no-route', '10.81.2.77:8001')).toMatchObject({
      undeliveredBy: '10.81.1.1',
      undeliveredByItself: false,
      undeliveredWhy: 'host unreachable',
    });
    // Nobody answers for it in the own network: the own kernel says so.
    expect(factsOf('no-route', '10.81.1.77:8001')).toMatchObject({ undeliveredByItself: true });
    expect(factsOf('ipv6', '[fd81:2::2]:8009')).toMatchObject({ undeliveredBy: 'fd81:1::1' });
    // It is about another address.
    expect(factsOf('rejected-admin', '10.81.2.3:8001')).not.toHaveProperty('undeliveredBy');
  });

  it('of a way that is too narrow', () => {
    expect(factsOf('frag-needed')).toMatchObject({ narrowBy: '10.81.1.1', narrowSize: 1000, answeredFlows: 1 });
  });

  it('of questions to nameservers that nobody answers', () => {
    // The last one was asked when the capture was nearly over: it may have been answered after it.
    expect(factsOf('dns')).toMatchObject({ dnsAsked: 2, dnsUnanswered: 0, dnsSilent: [] });
    const packets = parsePackets(readFileSync(join(FIXTURES, 'dns.txt'), 'utf8'), 99).filter(
      ({ isAnswer }) => !isAnswer,
    );
    const later = packets.map((one, index) => ({ ...one, at: one.at + index * 2 }));
    expect(factsOf('dns', '10.81.2.2:8001', { packets: later })).toMatchObject({
      dnsAsked: 3,
      dnsUnanswered: 3,
      dnsSilent: ['10.81.2.2'],
    });
  });

  it('of packets that show on two interfaces, once', () => {
    const packets = parsePackets(readFileSync(join(FIXTURES, 'healthy.txt'), 'utf8'), 99);
    const twice = packets.flatMap((one) => [one, { ...one, at: one.at + 0.0001 }]);
    expect(factsOf('healthy', '10.81.2.2:8001', { packets: twice })).toMatchObject({ retransmissions: 0, packets: 10 });
  });

  it('when there was none', () => {
    expect(capture.extract([], {} as never)).toEqual({});
  });
});
