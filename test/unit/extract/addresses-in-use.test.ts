import { describe, expect, it } from 'vitest';
import { addressesInUse } from '../../../src/extract/addresses-in-use.ts';
import type { Endpoint } from '../../../src/target/target.ts';
import { context, evidence } from './context.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

/** A connection to 10.2.0.LAST at a port. State 01: it stands; 02: asked for, no answer yet. */
function line(last: number, port: number, state: '01' | '02'): string {
  const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0');
  return `   1: 020011AC:C350 ${hex(last, 2)}00020A:${hex(port, 4)} ${state} 00000000:00000000 00:00000000 00000000\n`;
}

/** The host is at 10.2.0.10 now. */
function facts(port: number, lines: string) {
  const endpoint: Endpoint = { host: 'api.test', port, foundIn: 'test', source: 'used', scheme: 'tcp', tls: false };
  const plain = context({
    earlier: { 'dns-timing': [{ subject: `api.test:${port}`, facts: { addresses: ['10.2.0.10'] } }] },
  });
  const target = { ...plain.target, endpoints: [endpoint] };
  return addressesInUse.extract([evidence({ stdout: HEAD + lines })], { ...plain, target });
}

describe('addresses in use', () => {
  it('are outdated where an endpoint’s port is reached at an address that DNS does not give any more', () => {
    expect(facts(6100, line(10, 6100, '01') + line(11, 6100, '01'))).toMatchObject({
      connections: 2,
      stale: ['10.2.0.11:6100'],
      staleAsked: [],
    });
  });

  it('are outdated, too, where the program tries such a one and nobody answers', () => {
    expect(facts(6100, line(11, 6100, '02'))).toMatchObject({ stale: [], staleAsked: ['10.2.0.11:6100'] });
    expect(facts(6100, line(10, 6100, '02'))).toMatchObject({ staleAsked: [] });
  });

  it('say nothing on the ports of the web, where any service that nothing names may be', () => {
    expect(facts(443, line(11, 443, '01') + line(12, 443, '02'))).toMatchObject({
      stale: [],
      staleAsked: [],
      strangers: ['10.2.0.11:443'],
    });
  });
});
