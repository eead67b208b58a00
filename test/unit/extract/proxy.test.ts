import { describe, expect, it } from 'vitest';
import { decideAll } from '../../../src/exchange/proxy-rules.ts';
import { proxy } from '../../../src/extract/proxy.ts';
import type { Json } from '../../../src/session/evidence.ts';
import { context, evidence } from './context.ts';

/** What the proxy at 10.0.0.3 says, to a program of this path. */
function facts(binary: string, noProxy: string, more: { [key: string]: Json } = {}) {
  const env = { http_proxy: 'http://10.0.0.3:3128', no_proxy: noProxy };
  const decisions = decideAll(env, { scheme: 'http', host: '10.1.0.9', port: 8080 });
  const data = {
    conversation: 'proxy',
    proxy: '10.0.0.3:3128',
    resolved: true,
    decisions: decisions.map(({ client, via, variable, because }) => ({ client, via, variable, because })),
    through: { outcome: 'done', status: 403, agreed: false },
    ...more,
  };
  const plain = context();
  return proxy.extract([evidence({ kind: 'exchange', data })], { ...plain, target: { ...plain.target, binary } });
}

describe('an endpoint and the proxy variables', () => {
  it('tell clients that NO_PROXY takes out from those that read it otherwise', () => {
    const network = 'localhost,10.0.0.0/8';
    expect(facts('/app/web', network)).toMatchObject({ noProxyDiffers: true, ownProxied: false, ownDirect: false });
    expect(facts('/usr/bin/curl', network)).toMatchObject({ noProxyDiffers: true, ownProxied: false, ownDirect: true });
    expect(facts('/usr/bin/wget', network)).toMatchObject({ noProxyDiffers: true, ownProxied: true, ownDirect: false });
    // urllib does not read networks and requests does: which of the two it is, the program's name does not tell.
    expect(facts('/usr/bin/python3.11', network)).toMatchObject({ ownProxied: false, ownDirect: false });
    expect(facts('/usr/bin/curl', 'localhost')).toMatchObject({ noProxyDiffers: false, ownProxied: true });
  });

  it('take a program that is connected to the proxy, and has nobody else to ask it for, as one that goes there', () => {
    const endpoint = { host: '10.1.0.9', port: 8080, foundIn: '', source: 'used' as const, scheme: 'http', tls: false };
    const decisions = decideAll(
      { http_proxy: 'http://10.0.0.3:3128', no_proxy: '10.0.0.0/8' },
      { scheme: 'http', host: '10.1.0.9', port: 8080 },
    ).map(({ client, via, variable, because }) => ({ client, via, variable, because }));
    const data = { conversation: 'proxy', proxy: '10.0.0.3:3128', proxyIp: '10.0.0.3', resolved: true, decisions };
    const seen = (peers: string[], endpoints = [endpoint]) => {
      const plain = {
        ...context(),
        subject: '10.1.0.9:8080',
        earlier: { connections: [{ subject: '', facts: { peers } }] },
      };
      const target = { ...plain.target, binary: '/usr/bin/python3.11', endpoints };
      return proxy.extract([evidence({ kind: 'exchange', data })], { ...plain, target }).ownProxied;
    };
    expect(seen(['10.0.0.3:3128'])).toBe(true);
    expect(seen(['10.1.0.9:8080'])).toBe(false);
    expect(seen(['10.0.0.3:3128'], [endpoint, { ...endpoint, port: 9090 }])).toBe(false);
  });

  it('know that curl and wget in a shell read http_proxy in lower case only', () => {
    const ignores = (commandLine: string, env: Record<string, string>, host = 'api.example.test') => {
      const decisions = decideAll(env, { scheme: 'http', host, port: 80 }).map(
        ({ client, via, variable, because }) => ({
          client,
          via,
          variable,
          because,
        }),
      );
      const data = { conversation: 'proxy', proxy: '10.0.0.3:3128', resolved: true, decisions };
      const plain = { ...context(), earlier: { entrypoint: [{ subject: '', facts: { commandLine } }] } };
      const target = { ...plain.target, binary: '/bin/busybox' };
      return proxy.extract([evidence({ kind: 'exchange', data })], { ...plain, target }).ownIgnores;
    };
    const capitals = { HTTP_PROXY: 'http://10.0.0.3:3128' };
    expect(ignores('sh -c while :; do wget -q "$FEED"; done', capitals)).toBe(true);
    expect(ignores('sh -c while :; do curl -s "$FEED"; done', capitals)).toBe(true);
    expect(ignores('sh -c curl "$FEED"; wget "$FEED"', capitals)).toBe(false);
    expect(ignores('sh -c curl -x "$HTTP_PROXY" "$FEED"', capitals)).toBe(false);
    expect(ignores('sh -c exec /app/server', capitals)).toBe(false);
    expect(ignores('sh -c curl -s "$FEED"', { http_proxy: 'http://10.0.0.3:3128' })).toBe(false);
    const except = { http_proxy: 'http://10.0.0.3:3128', no_proxy: 'example.test' };
    expect(ignores('sh -c curl -s "$FEED"', except)).toBe(false);
  });

  it('find a proxy that speaks plain HTTP where the variable says https://, be its answer to TLS silence', () => {
    expect(facts('/app/web', '', { proxyTls: 'timeout' })).toMatchObject({ schemeMismatch: true });
    expect(facts('/app/web', '', { proxyTls: 'not-tls' })).toMatchObject({ schemeMismatch: true });
    expect(facts('/app/web', '', { proxyTls: 'done' })).toMatchObject({ schemeMismatch: false });
    expect(facts('/app/web', '')).toMatchObject({ schemeMismatch: false });
  });
});
