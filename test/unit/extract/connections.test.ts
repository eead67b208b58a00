import { describe, expect, it } from 'vitest';
import { connections } from '../../../src/extract/connections.ts';
import type { ExtractContext } from '../../../src/extract/extractor.ts';
import type { Evidence } from '../../../src/session/evidence.ts';

/** Of a real container: it listens on 8080, was called from 172.17.0.1, and calls 10.2.0.10. */
const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const line = (n: number, local: string, remote: string, state: string): string =>
  `   ${n}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1000        0 1234${n} 1 0000\n`;
const LISTENS = line(0, '00000000:1F90', '00000000:0000', '0A');
const CALLED = line(1, '020011AC:1F90', '010011AC:D431', '01');
const ESTABLISHED = line(2, '020011AC:C350', '0A00020A:24E3', '01');
const TRIES = line(3, '020011AC:C351', '0B00020A:1538', '02');
const ASKS_DNS = line(4, '020011AC:C352', '0C00020A:0035', '01');
const METADATA = line(5, '020011AC:C353', 'FEA9FEA9:0050', '01');
const ITSELF = line(6, '0100007F:C354', '0100007F:1F90', '01');

function facts(stdout: string, endpoints: { host: string; port: number }[] = [], proxyPorts: string[] = []) {
  const evidence = [{ kind: 'run', stdout } as unknown as Evidence];
  const earlier = { 'proxy-config': [{ subject: '', facts: { proxyPorts } }] };
  return connections.extract(evidence, { target: { endpoints }, earlier } as unknown as ExtractContext);
}

describe('live connections', () => {
  it('tell whom the target calls, and whom it waits for', () => {
    const all = HEAD + LISTENS + CALLED + ESTABLISHED + TRIES + ASKS_DNS + METADATA + ITSELF;
    expect(facts(all)).toEqual({
      established: 2,
      meshPorts: [],
      waiting: ['10.2.0.11:5432'],
      unnamed: ['10.2.0.10:9443', '10.2.0.11:5432'],
      peers: ['10.2.0.10:9443', '10.2.0.11:5432', '10.2.0.12:53'],
    });
  });

  it('leave out the proxy that the variables name: it is no endpoint', () => {
    expect(facts(HEAD + ESTABLISHED + TRIES, [], ['9443'])).toMatchObject({ unnamed: ['10.2.0.11:5432'] });
  });

  it('leave out what a known endpoint explains', () => {
    const known = [
      { host: 'db.example', port: 5432 },
      { host: '10.2.0.10', port: 1 },
    ];
    expect(facts(HEAD + ESTABLISHED + TRIES, known)).toMatchObject({ unnamed: [] });
  });

  it('tell of a mesh whose proxy takes them', () => {
    expect(facts(HEAD + line(0, '00000000:3A99', '00000000:0000', '0A')).meshPorts).toEqual(['15001']);
  });

  it('say nothing of what was not read', () => {
    expect(connections.extract([], { target: { endpoints: [] } } as unknown as ExtractContext)).toEqual({});
    expect(facts('')).toEqual({ established: 0, peers: [], waiting: [], meshPorts: [], unnamed: [] });
  });
});
