import { describe, expect, it } from 'vitest';
import { endpointsInConfiguration } from '../../../src/target/endpoints/from-configuration.ts';

const found = (text: string) => endpointsInConfiguration('c', text).map(({ host, port }) => `${host}:${port}`);

describe('lists and tables on one line of a configuration', () => {
  it('hold endpoints, in YAML', () => {
    expect(
      found('kafka:\n  brokers: ["k1.example.org:9092", k2.example.org:9092]\nnext: redis://r.example.org:6379'),
    ).toEqual(['k1.example.org:9092', 'k2.example.org:9092', 'r.example.org:6379']);
    expect(found('upstream: {host: api.example.org, port: 8443}\n')).toEqual(['api.example.org:8443']);
    expect(
      found('upstreams:\n  - {name: a, address: "a.example.org:7000"}\n  - name: b\n    address: b.example.org:7001'),
    ).toEqual(['a.example.org:7000', 'b.example.org:7001']);
  });

  it('hold endpoints, in TOML, over several lines too', () => {
    const text =
      '[db]\nprimary = { host = "pg.example.org", port = 5432 }\nbrokers = [\n  "k1.example.org:9092",\n  "k2.example.org:9092",\n]\nnext = "redis://r.example.org:6379"\n';
    expect(found(text)).toEqual([
      'pg.example.org:5432',
      'k1.example.org:9092',
      'k2.example.org:9092',
      'r.example.org:6379',
    ]);
  });

  it('that are empty, or an address in brackets, are no endpoints', () => {
    expect(found('list: []\nenv: {}\nlisten: "[::]:8080"\nupstream_url: http://a.example.org:9000/x\n')).toEqual([
      'a.example.org:9000',
    ]);
  });
});
