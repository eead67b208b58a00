import { describe, expect, it } from 'vitest';
import { dnsNameserver } from '../../../src/extract/dns-nameserver.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import { context, evidence } from './context.ts';

const WELL = { failures: 0, seconds: 0.02, addresses: ['192.0.2.7'] };

/** The second of two nameservers, which answers nothing. */
function facts(subject: string, lookUp: Facts, config: Facts = {}, libc = 'musl') {
  const asked = { name: 'api.test', transport: 'udp', attempt: 1, addresses: [], again: null };
  const data = {
    conversation: 'dns-nameserver',
    server: subject,
    asked: [
      { ...asked, type: 'A', outcome: 'answered', rcode: 'NOERROR', records: 1, ms: 2, addresses: ['192.0.2.7'] },
      { ...asked, type: 'AAAA', outcome: 'answered', rcode: 'NXDOMAIN', records: 0, ms: 2 },
    ],
  };
  const plain = context({
    subject,
    libc: { family: libc as 'musl', version: libc === 'musl' ? '1.2.3' : '2.36' },
    earlier: {
      'resolver-config': [{ subject: '', facts: { nameservers: ['10.0.0.1', '10.0.0.2'], ...config } }],
      log: [{ subject: '', facts: { mentionsDns: config.log === true } }],
      'dns-timing': [{ subject: 'api.test:443', facts: lookUp }],
    },
  });
  const target = {
    ...plain.target,
    endpoints: [{ host: 'api.test', port: 443, foundIn: 'test', source: 'used' as const, scheme: 'https', tls: true }],
  };
  return dnsNameserver.extract([evidence({ kind: 'exchange', data })], { ...plain, target });
}

describe('what a nameserver’s trouble means to the program', () => {
  it('is nothing now, of one that others stand before while look-ups are quick', () => {
    expect(facts('10.0.0.2', WELL).spare).toBe(true);
    expect(facts('10.0.0.1', WELL).spare).toBe(false);
    expect(facts('10.0.0.2', { ...WELL, seconds: 5.02 }).spare).toBe(false);
    expect(facts('10.0.0.2', { ...WELL, failures: 1 }).spare).toBe(false);
    expect(facts('10.0.0.2', WELL, { options: ['rotate'] }).spare).toBe(false);
    const docker = { nameservers: ['127.0.0.11'], upstreams: ['10.0.0.8', '10.0.0.2'] };
    expect(facts('10.0.0.2', WELL, docker).spare).toBe(true);
  });

  it('is nothing now, of one that is asked together with others', () => {
    const together = { sequential: false };
    expect(facts('10.0.0.1', WELL, together).spare).toBe(true);
    expect(facts('10.0.0.1', { ...WELL, failures: 1 }, together).spare).toBe(false);
    expect(facts('10.0.0.1', WELL, { ...together, nameservers: ['10.0.0.1'] }).spare).toBe(false);
    expect(facts('10.0.0.1', WELL, { ...together, log: true }).spare).toBe(false);
  });

  it('is nothing to a libc that takes the A answer where AAAA is NXDOMAIN', () => {
    expect(facts('10.0.0.1', WELL, {}, 'glibc').aaaaHarmless).toBe(true);
    expect(facts('10.0.0.1', WELL, {}, 'musl').aaaaHarmless).toBe(false);
    expect(facts('10.0.0.1', { ...WELL, failures: 3 }, {}, 'glibc').aaaaHarmless).toBe(false);
  });
});
